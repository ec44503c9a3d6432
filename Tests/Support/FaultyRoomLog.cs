using System.Collections.Immutable;
using Parley.Grains.Rooms;
using Parley.Rooms;

namespace Parley.Tests.Support;

/// <summary>A log whose answers get lost: some appends fail before they are stored, some after, and the caller cannot tell which.</summary>
internal sealed class FaultyRoomLog(IRoomLog inner, int seed) : IRoomLog
{
    private readonly Random _random = new(seed);
    private readonly Lock _lock = new();

    /// <summary>Share of appends that fail, half of them although they were stored.</summary>
    public double FaultRate { get; set; } = 0.3;

    /// <summary>True: a fault says that certainly nothing was stored, and that is so.</summary>
    public bool OutcomeKnown { get; init; }

    public int Faults { get; private set; }

    public async Task<AppendResult> AppendAsync(RoomAppend append)
    {
        var (fails, stores) = Draw();
        if (!fails)
        {
            return await inner.AppendAsync(append);
        }

        if (stores && !OutcomeKnown)
        {
            await inner.AppendAsync(append);
        }

        return new AppendResult.Failed(new IOException("The reply was lost."), OutcomeUnknown: !OutcomeKnown);
    }

    /// <summary>Runs when somebody waits for what was read to be on disk: a power cut may take it back.</summary>
    public Action BeforeSync { get; init; } = () => { };

    public Task EnsureOnDiskAsync()
    {
        BeforeSync();
        return inner.EnsureOnDiskAsync();
    }

    public Task<LogHead?> HeadAsync(string room) => inner.HeadAsync(room);

    public Task<IReadOnlyDictionary<string, LogHead>> HeadsAsync(IReadOnlyCollection<string> rooms) => inner.HeadsAsync(rooms);

    public Task<ImmutableArray<RoomEvent>> ReadAfterAsync(string room, long after, int limit) => inner.ReadAfterAsync(room, after, limit);

    public Task<(LogHead? Head, RoomFacts Facts)> FactsAsync(string room, RoomNeeds needs) => inner.FactsAsync(room, needs);

    public Task<ReaderPage> ReadPageAsync(string room, ReadEvents query, int maxCharacters) => inner.ReadPageAsync(room, query, maxCharacters);

    public Task<ReaderMessages> ReadMessagesAsync(string room, ReadMessages query, int maxCharacters, int reactionUsers) =>
        inner.ReadMessagesAsync(room, query, maxCharacters, reactionUsers);

    public Task<ReaderMessages> ReadMessageAsync(string room, string reader, long seq, int reactionUsers, bool looksBack) =>
        inner.ReadMessageAsync(room, reader, seq, reactionUsers, looksBack);

    public Task<ReaderMessages> ReadPinsAsync(string room, string reader, int limit, int reactionUsers) =>
        inner.ReadPinsAsync(room, reader, limit, reactionUsers);

    public Task<ImmutableArray<MessageVersion>> ReadVersionsAsync(string room, long seq, int limit) => inner.ReadVersionsAsync(room, seq, limit);

    public Task<long> CountAtAsync(string room, long seq) => inner.CountAtAsync(room, seq);

    private (bool Fails, bool Stores) Draw()
    {
        lock (_lock)
        {
            var fails = _random.NextDouble() < FaultRate;
            Faults += fails ? 1 : 0;
            return (fails, _random.NextDouble() < 0.5);
        }
    }
}
