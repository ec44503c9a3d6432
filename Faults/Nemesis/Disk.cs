using System.Diagnostics;
using Parley.LocalCluster;

namespace Parley.Faults.Nemesis;

/// <summary>
/// A small disk: a file system in a file, mounted through a loop device. What the processes on it have written without a sync is in the memory of the mounted file system and not in the file; what the file
/// holds is what a machine would find after a power cut, if its disk keeps what it was told to sync.
/// </summary>
internal sealed class Disk : IAsyncDisposable
{
    /// <summary>A MariaDB with its logs takes a third of it.</summary>
    private const string Size = "700M";

    private readonly string _image;
    private readonly string _filler;

    private Disk(string folder)
    {
        _image = folder + ".img";
        _filler = Path.Combine(folder, "filler");
        Folder = folder;
    }

    /// <summary>Where it is mounted.</summary>
    public string Folder { get; }

    /// <summary>Null: it can be had here. Else a sentence.</summary>
    public static string? Missing => !Environment.IsPrivilegedProcess ? "A disk of its own needs root (mount, loop devices)."
        : !File.Exists("/dev/loop-control") ? "A disk of its own needs loop devices; this machine has none." : null;

    /// <param name="folder">Is made; the image lies beside it.</param>
    /// <param name="size">As <c>truncate</c> understands it.</param>
    public static async Task<Disk> MountAsync(string folder, string size = Size)
    {
        var disk = new Disk(folder);
        Directory.CreateDirectory(folder);
        await RunAsync("truncate", "-s", size, disk._image);
        await RunAsync("mkfs.ext4", "-q", "-F", "-m", "0", disk._image);
        await RunAsync("mount", "-o", "loop,noatime", disk._image, folder);
        return disk;
    }

    /// <summary>Takes all that is free, and more, so that nothing can be written any more.</summary>
    /// <returns>Bytes that were free.</returns>
    public async Task<long> FillAsync()
    {
        var free = new DriveInfo(Folder).AvailableFreeSpace;
        await using var filler = new FileStream(_filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[64 * 1024];
        Random.Shared.NextBytes(block);
        for (var size = block.Length; size >= 1024;)
        {
            try
            {
                await filler.WriteAsync(block.AsMemory(0, size));
                filler.Flush(flushToDisk: false);
            }
            catch (IOException)
            {
                size /= 2; // less may still go in
            }
        }

        return free;
    }

    /// <summary>Gives back what <see cref="FillAsync"/> took.</summary>
    public void Free() => File.Delete(_filler);

    /// <summary>What would be on the disk if the power went now. Whoever writes to it stands still meanwhile.</summary>
    public async Task<string> SnapshotAsync()
    {
        var copy = _image + ".cut";
        await RunAsync("cp", "--sparse=always", _image, copy);
        return copy;
    }

    /// <summary>The disk as it was at the cut; nobody may have it open.</summary>
    public async Task PutBackAsync(string snapshot)
    {
        await RunAsync("umount", Folder);
        File.Move(snapshot, _image, overwrite: true);
        await RunAsync("mount", "-o", "loop,noatime", _image, Folder); // the file system recovers by its journal
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "--lazy", Folder); // a process that was killed just now may still have it open
        File.Delete(_image);
        File.Delete(_image + ".cut");
        Directory.Delete(Folder);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, UseShellExecute = false };
        start.Environment["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin";
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new ClusterException($"{program} {string.Join(' ', arguments)} failed: {errors.Trim()}");
        }
    }
}
