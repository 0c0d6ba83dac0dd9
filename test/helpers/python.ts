/** The Python interpreter of the tests: absolute path, with moto, tf and boto3. Throws when it is not named. */
export function pythonPath(): string {
  const path = process.env['CUTOVER_PYTHON'];
  if (path === undefined || path === '') throw new Error('CUTOVER_PYTHON must name the Python interpreter that has moto[server], tf and boto3');
  return path;
}
