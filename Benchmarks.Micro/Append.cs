using BenchmarkDotNet.Attributes;
using Parley.Grains.Rooms;
using Parley.Grains.Storage;
using Parley.Rooms;

namespace Parley.Benchmarks.Micro;

/// <summary>One transaction of the SQLite log: ten rooms, ten messages each. Figures are per message.</summary>
public class Append
{
    private const int Rooms = 10;
    private const int PerRoom = 10;

    private DirectoryInfo _folder = null!;
    private Databases _databases = null!;
    private SqliteRoomLogWriter _writer = null!;
    private long _head;
    private string _epoch = "";

    [GlobalSetup(Target = nameof(InMemory))]
    public void OpenInMemory() => Open(Directory.CreateDirectory($"/dev/shm/parley-micro-{Guid.NewGuid():N}"));

    [GlobalSetup(Target = nameof(OnDisk))]
    public void OpenOnDisk() => Open(Directory.CreateTempSubdirectory("parley-micro-"));

    [Benchmark(OperationsPerInvoke = Rooms * PerRoom)]
    public void InMemory() => Commit();

    /// <summary>With the disk's own sync in it: its time says something about the disk alone.</summary>
    [Benchmark(OperationsPerInvoke = Rooms * PerRoom)]
    public void OnDisk() => Commit();

    [GlobalCleanup]
    public void Close()
    {
        _writer.Dispose();
        _databases.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Open(DirectoryInfo folder)
    {
        _folder = folder;
        _databases = Databases.Open(DataFolder.Open(folder.FullName), TimeProvider.System);
        _writer = new SqliteRoomLogWriter(((SqliteDatabase)_databases.Messages).File);
        var first = Pending(room => new RoomAppend(room, 0, null, [Created(room)], []));
        _writer.Append(first);
        _epoch = ((AppendResult.Committed)first[0].Task.Result).Epoch;
        _head = 1;
    }

    private void Commit()
    {
        var batch = Pending(room => new RoomAppend(room, _head, _epoch, MessageBatch.Events(_head + 1, PerRoom), []));
        _writer.Append(batch);
        _head += PerRoom;
        foreach (var pending in batch)
        {
            if (pending.Task.Result is not AppendResult.Committed)
            {
                throw new InvalidOperationException($"The log answered {pending.Task.Result}.");
            }
        }
    }

    private static PendingAppend[] Pending(Func<string, RoomAppend> append) => [.. Enumerable.Range(0, Rooms).Select(i => new PendingAppend(append($"room{i}")))];

    private static RoomCreated Created(string room) => new()
    {
        Seq = 1, Sender = "user0", At = DateTimeOffset.UnixEpoch, N = 0, Name = room, Title = room, Visibility = RoomVisibility.Public,
    };
}
