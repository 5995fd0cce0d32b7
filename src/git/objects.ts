/**
 * Variables under which git writes objects into a folder, and reads those of a repository too.
 * @param objects the repository's folder of objects; absolute, as the other
 */
export const apartFrom = (objects: string, folder: string): Record<string, string> => ({
  GIT_OBJECT_DIRECTORY: folder,
  GIT_ALTERNATE_OBJECT_DIRECTORIES: `"${objects.replace(/["\\]/g, String.raw`\$&`)}"`,
});
