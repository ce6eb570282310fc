import { dirname, join, normalize } from '../../../base/paths';
import { WorkbenchError } from '../../../base/workbench-error';
import type { Source } from '../../../catalog/sources';
import { FolderOrigin } from '../../../runtime/fetching/folder-origin';
import { gitAddress } from '../../../runtime/fetching/git-address';
import type { GitCommand } from '../../../runtime/fetching/git-command';
import { GitOrigin } from '../../../runtime/fetching/git-origin';
import type { Origin } from '../../../runtime/fetching/origin';
import { S3Bucket } from '../../../runtime/fetching/s3-bucket';
import { S3Origin } from '../../../runtime/fetching/s3-origin';
import { WrongPart } from '../../../runtime/fetching/wrong-part';
import type { Redactor } from '../../../runtime/secrets/redactor';
import { refusedAddress } from '../repository-address';
import type { WrittenSource } from '../source-reader';
import { storeOf } from './copies';
import { SourceDetails, type Variable } from './source-details';

/** What reaches sources. */
export interface Reach {
  readonly git: GitCommand;
  readonly redactor: Redactor;
  readonly variable: Variable;
  /** True where SOPS takes https alone. */
  readonly isRestricted: boolean;
}

/** Selects virtual-host addressing (bamboo-pipeline 4.0.4, `importer/s3.py`). */
const VIRTUAL = '$virtual_path';

/** From where a source is copied. @throws WorkbenchError for what SOPS refuses, or what is not told */
export async function originOf(written: WrittenSource, reach: Reach): Promise<Origin> {
  const { source } = written;
  const details = new SourceDetails(written, reach.variable, reach.redactor);
  switch (source.type) {
    case 'git':
      return gitOrigin(source, details, reach);
    case 's3':
      return new S3Origin(await bucketOf(details, reach), (await details.text('source_dir')) ?? '');
    case 'fs':
      return new FolderOrigin(await folderOf(source, details), picker(source));
    default:
      throw new WorkbenchError({
        what: `${source.type === '' ? 'The source has no type' : `"${source.type}" is no type of source`}.`,
        next: { title: 'Write git, s3 or fs' },
      });
  }
}

/** The bucket of a source or a cache. */
export async function bucketOf(details: SourceDetails, { redactor, isRestricted }: Reach): Promise<S3Bucket> {
  const service = await details.required('service_address');
  if (isRestricted && !/^https:/i.test(service)) {
    throw new WrongPart('service', {
      what: 'SOPS refuses this service: Only accept https when secure_only is True.',
      next: { title: 'Write an https address, or set "secureLoose" of the target to true' },
    });
  }
  const bucket = await details.required('bucket');
  const place = {
    service,
    bucket: bucket.replace(VIRTUAL, ''),
    isVirtualHost: bucket.includes(VIRTUAL),
    accessKey: await details.required('access_key'),
    secretKey: await details.required('secret_key'),
  };
  return new S3Bucket(place, redactor);
}

/** The folder of a source or a cache; a relative one is seen from the manifest. */
export async function folderOf({ file }: Source, details: SourceDetails): Promise<string> {
  const path = normalize(await details.required('path'));
  return /^(?:\/|[A-Za-z]:\/)/.test(path)
    ? path
    : join(dirname(file), ...path.split('/').filter((name) => name !== '.'));
}

async function gitOrigin(source: Source, details: SourceDetails, { git, isRestricted }: Reach): Promise<Origin> {
  const address = await details.address('repo_address');
  const why = refusedAddress(address, isRestricted);
  if (why !== undefined) {
    throw new WrongPart('address', {
      what: `SOPS refuses this repository: ${why}.`,
      next: { title: 'Correct "repo_address"' },
    });
  }
  const branch = details.argument('branch');
  if (branch.startsWith('-')) {
    throw new WrongPart('branch', {
      what: 'SOPS refuses a branch that begins with "-".',
      next: { title: 'Correct "branch"' },
    });
  }
  const protocols = isRestricted ? (['https'] as const) : (['https', 'http', 'git', 'ssh'] as const);
  return new GitOrigin(git, gitAddress(address, branch, protocols), storeOf(source.file, source));
}

/** The root packages of a file system source; all that is not hidden while none is named. */
function picker({ sets }: Source): (name: string) => boolean {
  const roots = new Set(sets.flatMap(({ rootPackage }) => [rootPackage, `${rootPackage}.py`]));
  return roots.size === 0 ? (name) => !name.startsWith('.') : (name) => roots.has(name);
}
