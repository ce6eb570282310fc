import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

const WHEEL = `
import sys, zipfile
folder, name, version, *needs = sys.argv[1:]
with zipfile.ZipFile(f"{folder}/{name}-{version}-py3-none-any.whl", "w") as wheel:
    about = f"{name}-{version}.dist-info"
    wheel.writestr(f"{name}.py", f"VERSION = {version!r}\\n")
    wheel.writestr(f"{about}/METADATA", "\\n".join(["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {each}" for each in needs), ""]))
    wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\\nGenerator: tests\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(f"{about}/RECORD", "")
`;

const OWN_PIP =
  'import ensurepip, glob, shutil, sys; [shutil.copy(each, sys.argv[1]) for each in glob.glob(ensurepip.__path__[0] + "/_bundled/pip-*")]';

/** Writes a wheel of one module into a folder, which tells its version and needs what it says. */
export function writeWheel(python: string, folder: string, name: string, version: string, ...needs: string[]): void {
  assert.equal(spawnSync(python, ['-c', WHEEL, folder, name, version, ...needs]).status, 0);
}

/** Copies the pip that every Python brings to a folder, for environments that are filled from it alone. */
export function copyOwnPip(python: string, folder: string): void {
  assert.equal(spawnSync(python, ['-c', OWN_PIP, folder]).status, 0);
}
