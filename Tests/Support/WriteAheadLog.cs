using System.Buffers.Binary;

namespace Parley.Tests.Support;

/// <summary>The write-ahead log of a SQLite file, as <see href="https://www.sqlite.org/fileformat2.html#the_write_ahead_log"/> describes it.</summary>
public static class WriteAheadLog
{
    private const int HeaderBytes = 32, FrameHeaderBytes = 24;

    /// <summary>How many transactions are in it: each ends with a frame that says how large the database is then.</summary>
    public static int Commits(string database)
    {
        using var file = new FileStream(database + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var frame = FrameHeaderBytes + (int)BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(8));
        var commits = 0;
        for (var at = HeaderBytes; at + frame <= bytes.Length; at += frame)
        {
            commits += BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at + 4)) == 0 ? 0 : 1;
        }

        return commits;
    }
}
