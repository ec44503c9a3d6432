using System.Collections.Immutable;
using Parley.Grains.Storage;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>What the log is on both engines: they read alike and write each in its own way.</summary>
public abstract class SqlRoomLog : IRoomLog
{
    private readonly RoomLogReader _reader;
    private readonly SharedReads<LogHead> _heads;

    protected SqlRoomLog(Database database)
    {
        _reader = new RoomLogReader(database);
        _heads = new SharedReads<LogHead>(_reader.HeadsAsync);
    }

    public abstract Task<AppendResult> AppendAsync(RoomAppend append);

    public Task<LogHead?> HeadAsync(string room) => _heads.ReadAsync(room);

    public Task<IReadOnlyDictionary<string, LogHead>> HeadsAsync(IReadOnlyCollection<string> rooms) => _reader.HeadsAsync(rooms);

    public Task<ImmutableArray<RoomEvent>> ReadAfterAsync(string room, long after, int limit) => _reader.AfterAsync(room, after, limit);

    public Task<(LogHead? Head, RoomFacts Facts)> FactsAsync(string room, RoomNeeds needs) => _reader.FactsAsync(room, needs);

    public Task<ReaderPage> ReadPageAsync(string room, ReadEvents query, int maxCharacters) => _reader.PageAsync(room, query, maxCharacters);

    public Task<ReaderMessages> ReadMessagesAsync(string room, ReadMessages query, int maxCharacters, int reactionUsers) =>
        _reader.MessagesAsync(room, query, maxCharacters, reactionUsers);

    public Task<ReaderMessages> ReadMessageAsync(string room, string reader, long seq, int reactionUsers, bool looksBack) =>
        _reader.MessageAsync(room, reader, seq, reactionUsers, looksBack);

    public Task<ReaderMessages> ReadPinsAsync(string room, string reader, int limit, int reactionUsers) =>
        _reader.PinsAsync(room, reader, limit, reactionUsers);

    public Task<ImmutableArray<MessageVersion>> ReadVersionsAsync(string room, long seq, int limit) => _reader.VersionsAsync(room, seq, limit);

    public Task<long> CountAtAsync(string room, long seq) => _reader.CountAtAsync(room, seq);
}
