package dev.sliderule.testing.gcloud.fs;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** {@code gs://BUCKET/name} as a file below a directory, with one directory for each bucket. */
public final class GsDirectoryFileSystem extends RawLocalFileSystem {
  /** Property with the directory of the buckets. */
  public static final String ROOT = "sliderule.gs.root";

  private URI uri;
  private File root;

  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    this.uri = URI.create(uri.getScheme() + "://" + uri.getAuthority());
    root = new File(conf.get(ROOT), uri.getAuthority());
    super.initialize(uri, conf);
    setConf(conf);
    checkBucket();
    setWorkingDirectory(new Path(this.uri + "/"));
  }

  private void checkBucket() throws IOException {
    if (!root.isDirectory()) {
      throw new FileNotFoundException("The bucket " + uri + " does not exist");
    }
  }

  @Override
  public String getScheme() {
    return "gs";
  }

  @Override
  public URI getUri() {
    return uri;
  }

  @Override
  public File pathToFile(Path path) {
    checkPath(path);
    return new File(root, path.isAbsolute() ? path.toUri().getPath() : path.toString());
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    // Objects can be written in a bucket only; directories need not be there.
    checkBucket();
    return super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    checkBucket();
    return super.mkdirs(path);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    super.mkdirs(to.getParent());
    return super.rename(from, to);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    FileStatus[] all = super.listStatus(path);
    for (int i = 0; i < all.length; i++) {
      all[i] = inBucket(all[i]);
    }
    return all;
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return inBucket(super.getFileStatus(path));
  }

  /** Without the owner and the permissions, which the local one looks up by the local path. */
  private FileStatus inBucket(FileStatus local) {
    return new FileStatus(
        local.getLen(),
        local.isDirectory(),
        1,
        local.getBlockSize(),
        local.getModificationTime(),
        inBucket(local.getPath()));
  }

  private Path inBucket(Path path) {
    String name = path.toUri().getPath();
    String local = root.getAbsolutePath();
    return new Path(uri + (name.startsWith(local) ? name.substring(local.length()) : name));
  }

  @Override
  public Path getHomeDirectory() {
    return new Path(uri + "/");
  }

  @Override
  protected Path getInitialWorkingDirectory() {
    // Asked for before anything is known.
    return new Path("/");
  }

  @Override
  public String toString() {
    return "Directory as " + uri;
  }
}
