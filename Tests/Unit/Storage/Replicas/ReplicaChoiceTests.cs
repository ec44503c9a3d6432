using CsCheck;
using Parley.Grains.Rooms;
using Parley.Grains.Storage.Replicas;
using Xunit;

namespace Parley.Tests.Unit.Storage.Replicas;

[Trait("Scope", "S20")]
public class ReplicaChoiceTests
{
    private static readonly TimeSpan MaxLag = TimeSpan.FromSeconds(5);

    [Fact]
    public void Of_those_that_are_well_one_with_the_fewest_reads_is_chosen() => Gen.Select(Gen.Select(Gen.Bool, Gen.Int[0, 3]).Array[0, 6], Gen.Int).Sample((replicas, turn) =>
    {
        var well = replicas.Where(replica => replica.Item1).ToList();
        var chosen = ReplicaChoice.Choose(replicas, turn);

        return well.Count == 0 ? chosen is null : replicas[chosen!.Value].Item1 && replicas[chosen.Value].Item2 == well.Min(replica => replica.Item2);
    });

    [Fact]
    public void Among_equals_they_take_turns()
    {
        var chosen = Enumerable.Range(0, 6).Select(turn => ReplicaChoice.Choose([(true, 1), (true, 1), (true, 1)], turn)!.Value);

        Assert.Equal([0, 1, 2, 0, 1, 2], chosen);
    }

    [Fact]
    public void A_turn_that_runs_over_leaves_nobody_out() => Assert.Equal(4, ReplicaChoice.Choose([(false, 3), (false, 3), (false, 2), (false, 1), (true, 0)], -1));

    [Fact]
    public void One_that_is_behind_or_says_nothing_is_not_read()
    {
        Assert.Null(ReplicaChoice.Judge(MaxLag, MaxLag));
        Assert.Equal(ReplicaFault.Behind, ReplicaChoice.Judge(MaxLag + TimeSpan.FromMilliseconds(1), MaxLag));
        Assert.Equal(ReplicaFault.Silent, ReplicaChoice.Judge(null, MaxLag));
    }

    [Theory]
    [InlineData(5, "e", 5, "e", true)]
    [InlineData(5, "e", 6, "e", true)]
    [InlineData(5, "e", 4, "e", false)]
    [InlineData(5, "e", 9, "restored", false)]
    public void An_answer_will_do_if_its_room_ends_where_it_ends_now(long now, string epoch, long seen, string seenEpoch, bool willDo)
    {
        Assert.Equal(willDo, SqlRoomLog.IsAt(new LogHead(now, 0, epoch), new LogHead(seen, 0, seenEpoch)));
        Assert.False(SqlRoomLog.IsAt(null, new LogHead(seen, 0, seenEpoch)));
        Assert.False(SqlRoomLog.IsAt(new LogHead(now, 0, epoch), null));
    }
}
