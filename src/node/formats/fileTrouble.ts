import { TracewrightError } from '../../core/errors.ts';

interface Trouble {
  readonly code: string;
  readonly what: string;
  readonly remedy: string;
  readonly environment?: true;
}

const checkPath = 'check the path';
const checkPermissions = 'check its permissions, or name another place';

/** What the operating system's error codes mean to somebody who named a file or folder. */
const troubles: Readonly<Record<string, Trouble>> = {
  ENOENT: { code: 'no-such-file', what: 'there is no such file or folder', remedy: checkPath },
  ENOTDIR: { code: 'not-a-folder', what: 'a part of this path is a file, not a folder', remedy: checkPath },
  EISDIR: { code: 'not-a-file', what: 'this is a folder, not a file', remedy: 'name a file' },
  EEXIST: { code: 'file-exists', what: 'there is something of this name already', remedy: 'name another file' },
  EACCES: { code: 'no-permission', what: 'this place may not be read or written', remedy: checkPermissions },
  EPERM: { code: 'no-permission', what: 'this place may not be read or written', remedy: checkPermissions },
  EROFS: { code: 'no-permission', what: 'this place cannot be written to', remedy: checkPermissions },
  ELOOP: { code: 'link-loop', what: 'its symbolic links lead in a circle', remedy: checkPath },
  ENAMETOOLONG: { code: 'name-too-long', what: 'the name is too long', remedy: 'name another file' },
  ENOSPC: {
    code: 'disk-full',
    what: 'there is no space left on the disk',
    remedy: 'free some space and try again',
    environment: true,
  },
  EMFILE: {
    code: 'too-many-files',
    what: 'this process may not open more files',
    remedy: 'raise the limit with ulimit -n',
    environment: true,
  },
};

/**
 * What the operating system said of a file, as an error for people; undefined when `cause` is nothing of the kind.
 * The place is `file`, or else the path that the system names.
 */
export function fileTrouble(cause: unknown, file?: string): TracewrightError | undefined {
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'string') return undefined;
  const trouble = troubles[cause.code];
  const named = 'path' in cause && typeof cause.path === 'string' ? cause.path : undefined;
  const place = file ?? named;
  if (trouble === undefined || place === undefined) return undefined;
  return new TracewrightError(trouble.code, trouble.what, {
    ...(trouble.environment === true ? { kind: 'environment' } : {}),
    place: { file: place },
    remedy: trouble.remedy,
    cause,
  });
}
