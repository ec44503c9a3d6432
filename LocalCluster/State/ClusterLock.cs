namespace Parley.LocalCluster.State;

/// <summary>Held by a command that changes a cluster, so that two do not start or stop things across each other.</summary>
public sealed class ClusterLock : IDisposable
{
    private readonly FileStream _file;

    private ClusterLock(FileStream file) => _file = file;

    /// <exception cref="ClusterException">Another command has it.</exception>
    public static ClusterLock Take(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new ClusterLock(new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new ClusterException($"Another command works on the cluster in {folder}. Wait for it to end.", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
