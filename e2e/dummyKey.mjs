/** A key of the shape that such keys have, which opens nothing; Pawl may write it nowhere. */
export const DUMMY_KEY = "sk-ant-api03-dummy0dummy0dummy0dummy0dummy0dummy0";
