import { locateTool } from '../../setup/locate.mjs';

/** The Python interpreter of the tests: absolute path, with moto, tf and boto3. Throws when set-up (`pretest`) has not made it. */
export function pythonPath(): string {
  return locateTool('python', process.env);
}
