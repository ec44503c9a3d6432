using Parley.Grains.Rooms;
using Parley.Grains.Storage;
using Xunit;

namespace Parley.Tests.Unit.Storage;

public class SharedReadsTests
{
    private readonly List<(string[] Rooms, TaskCompletionSource<IReadOnlyDictionary<string, LogHead>> Answer)> _reads = [];
    private readonly SharedReads<LogHead> _heads;

    public SharedReadsTests() => _heads = new SharedReads<LogHead>(rooms =>
    {
        var answer = new TaskCompletionSource<IReadOnlyDictionary<string, LogHead>>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_reads)
        {
            _reads.Add(([.. rooms.Order(StringComparer.Ordinal)], answer));
        }

        return answer.Task;
    });

    [Fact]
    public async Task Who_asks_while_reads_are_under_way_shares_the_next_one()
    {
        var a = _heads.ReadAsync("a");
        var b = _heads.ReadAsync("b");
        var later = new[] { _heads.ReadAsync("c"), _heads.ReadAsync("a"), _heads.ReadAsync("d") };
        Assert.Equal(["a", "b"], _reads.Select(read => read.Rooms.Single()));

        Answer(0, 1);
        Assert.Equal(1, (await a)!.LastSeq);
        await Support.Eventually.Is(() => Task.FromResult(_reads.Count == 3), "the next read begins");

        Assert.Equal(["a", "c", "d"], _reads[2].Rooms);
        Answer(2, 7);
        Assert.All(await Task.WhenAll(later), head => Assert.Equal(7, head!.LastSeq)); // not what the first read has found: it began before the question
        Answer(1, 2);
        Assert.Equal(2, (await b)!.LastSeq);
    }

    [Fact]
    public async Task A_read_that_fails_fails_those_who_share_it_and_no_other()
    {
        var a = _heads.ReadAsync("a");
        _reads[0].Answer.SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => a);

        var again = _heads.ReadAsync("a");
        Answer(1, 5);

        Assert.Equal(5, (await again)!.LastSeq);
    }

    [Fact]
    public async Task A_room_that_is_not_there_has_no_head()
    {
        var absent = _heads.ReadAsync("a");
        _reads[0].Answer.SetResult(new Dictionary<string, LogHead>());
        Assert.Null(await absent);
    }

    [Fact]
    public async Task However_many_ask_at_once_each_gets_its_own()
    {
        var heads = new SharedReads<LogHead>(async rooms =>
        {
            await Task.Yield();
            Assert.InRange(rooms.Count, 1, 500);
            return rooms.ToDictionary(room => room, room => new LogHead(long.Parse(room, System.Globalization.CultureInfo.InvariantCulture), 0, "e"));
        });

        await Task.WhenAll(Enumerable.Range(0, 5000).Select(i => Task.Run(async () => Assert.Equal(i, (await heads.ReadAsync($"{i}"))!.LastSeq))));
    }

    private void Answer(int read, long seq) => _reads[read].Answer.SetResult(_reads[read].Rooms.ToDictionary(room => room, _ => new LogHead(seq, 0, "e")));
}
