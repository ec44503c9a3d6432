using System.Collections.Immutable;
using Parley.Grains.Storage;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>What the log is on both engines: they read alike and write each in its own way.</summary>
public abstract class SqlRoomLog : IRoomLog
{
    private readonly Database _database;
    private readonly RoomLogReader _reader;
    private readonly SharedReads<LogHead> _heads;

    protected SqlRoomLog(Database database)
    {
        _database = database;
        _reader = new RoomLogReader(database);
        _heads = new SharedReads<LogHead>(_reader.HeadsAsync);
    }

    public abstract Task<AppendResult> AppendAsync(RoomAppend append);

    public virtual Task EnsureOnDiskAsync() => Task.CompletedTask;

    public Task<LogHead?> HeadAsync(string room) => _heads.ReadAsync(room);

    public Task<IReadOnlyDictionary<string, LogHead>> HeadsAsync(IReadOnlyCollection<string> rooms) => _reader.HeadsAsync(rooms);

    public Task<ImmutableArray<RoomEvent>> ReadAfterAsync(string room, long after, int limit) => _reader.AfterAsync(room, after, limit);

    public Task<(LogHead? Head, RoomFacts Facts)> FactsAsync(string room, RoomNeeds needs) => _reader.FactsAsync(room, needs);

    public Task<ReaderPage> ReadPageAsync(string room, ReadEvents query, int maxCharacters) =>
        ReadAtHeadAsync(room, reader => reader.PageAsync(room, query, maxCharacters), page => page.Head);

    public Task<ReaderMessages> ReadMessagesAsync(string room, ReadMessages query, int maxCharacters, int reactionUsers) =>
        ReadAtHeadAsync(room, reader => reader.MessagesAsync(room, query, maxCharacters, reactionUsers), page => page.Head);

    public Task<ReaderMessages> ReadMessageAsync(string room, string reader, long seq, int reactionUsers, bool looksBack) =>
        ReadAtHeadAsync(room, log => log.MessageAsync(room, reader, seq, reactionUsers, looksBack), page => page.Head);

    public Task<ReaderMessages> ReadPinsAsync(string room, string reader, int limit, int reactionUsers) =>
        ReadAtHeadAsync(room, log => log.PinsAsync(room, reader, limit, reactionUsers), page => page.Head);

    public Task<ImmutableArray<MessageVersion>> ReadVersionsAsync(string room, long seq, int limit) => _reader.VersionsAsync(room, seq, limit);

    public Task<long> CountAtAsync(string room, long seq) => _reader.CountAtAsync(room, seq);

    /// <summary>
    /// Reads from a replica what the database itself would say now. Everything about a room, memberships too, is written with an event of it in one transaction:
    /// a replica that has the room's head of this moment, read from the database itself, has all before it.
    /// </summary>
    private async Task<T> ReadAtHeadAsync<T>(string room, Func<RoomLogReader, Task<T>> read, Func<T, LogHead?> headOf)
    {
        if (!_database.Replicas.CanRead)
        {
            return await read(_reader).ConfigureAwait(false);
        }

        var now = await HeadAsync(room).ConfigureAwait(false);
        return await _database.ReadFromReplicaAsync(database => read(new RoomLogReader(database)), answer => IsAt(now, headOf(answer))).ConfigureAwait(false);
    }

    /// <param name="now">Where the room ends; null: there is no such room.</param>
    /// <param name="seen">Where it ended for who has answered.</param>
    internal static bool IsAt(LogHead? now, LogHead? seen) => now is not null && seen is not null && seen.Epoch == now.Epoch && seen.LastSeq >= now.LastSeq;
}
