import Glibc

extension FileError: CustomStringConvertible {
  /// What could not be done, why, and what to do about it, in lower case, for the user.
  package var description: String {
    let what = "cannot \(operation.rawValue) '\(path)'"
    return switch errno {
    case ENOSPC: "\(what): the disk is full; make room and run again"
    case EDQUOT: "\(what): your disk quota is used up; make room and run again"
    case EFBIG:
      "\(what): it may not become so large; raise 'ulimit -f', or use a file system for larger files"
    case EACCES, EPERM:
      "\(what): permission denied; check the owner and the permissions of it and its directory"
    case EROFS:
      "\(what): the file system is read-only; mount it writable or name another directory in the "
        + "tropefile"
    case ENOENT: "\(what): there is no such file or directory; check the path"
    case ENOTDIR: "\(what): it, or a part of its path, is not a directory; check the path"
    case EISDIR: "\(what): it is a directory; move it away or name another path"
    case ELOOP: "\(what): it is a symbolic link, which is not followed here; name its target"
    case EMFILE, ENFILE:
      "\(what): too many open files; close other programs or raise 'ulimit -n'"
    case EIO: "\(what): the disk reports an error; check it before you run again"
    default: "\(what): \(String(systemError: errno))"
    }
  }
}
