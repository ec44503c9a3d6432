using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Parley.Benchmarks.Durable;

/// <summary>What the disk itself takes: 4 KiB appended and fdatasync(2), again and again.</summary>
public static partial class DiskSync
{
    private const int Bytes = 4096;

    /// <param name="folder">On the disk in question.</param>
    public static Histogram Measure(string folder, int times)
    {
        var path = Path.Combine(folder, $"sync-{Guid.NewGuid():N}");
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.DeleteOnClose });
        var (block, durations) = (new byte[Bytes], new Histogram());
        for (var i = 0; i < times; i++)
        {
            var start = Stopwatch.GetTimestamp();
            file.Write(block);
            if (FDataSync(file.SafeFileHandle) != 0)
            {
                throw new BenchmarkException($"fdatasync failed with errno {Marshal.GetLastPInvokeError()} in {folder}.");
            }

            durations.Record(Stopwatch.GetElapsedTime(start));
        }

        return durations;
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeHandle file);
}
