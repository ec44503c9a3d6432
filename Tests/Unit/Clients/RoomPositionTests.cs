using System.Text.Json;
using CsCheck;
using Parley.Client;
using Xunit;

namespace Parley.Tests.Unit.Clients;

[Trait("Scope", "S9")]
public sealed class RoomPositionTests
{
    /// <summary>Whatever is lost, shortened, doubled or early: what comes out goes up by one.</summary>
    [Fact]
    public void Events_come_out_once_and_in_order_whatever_happens_to_the_connection() =>
        Gen.Select(Gen.Int[0, 30], Gen.Select(Gen.Int[0, 5], Gen.Int[0, 6]).Array[1, 80]).Sample((after, steps) =>
        {
            var position = new RoomPosition("r", after);
            var (seen, head, isSubscribed) = (new List<long>(), 30L, false);
            void See(List<ParleyEvent>? ready)
            {
                if (ready is null)
                {
                    position.Ask();
                    isSubscribed = false;
                }

                seen.AddRange((ready ?? []).Select(one => one.Seq));
            }

            foreach (var (what, by) in steps.Append((1, 0)))
            {
                switch (what)
                {
                    case 0: // the connection is lost
                        position.Ask();
                        isSubscribed = false;
                        break;
                    case 1: // the answer: as many of the newest as fit
                        position.Ask();
                        See(position.Answered(Json(new { epoch = "e", lastSeq = head, floor = 0, events = Events(Math.Max(position.Last!.Value, head - by), head) })));
                        isSubscribed = true;
                        break;
                    case 2: // something new, heard or not
                        See(isSubscribed ? position.Live(Json(new { epoch = "e", events = Events(head, head + by) })) : []);
                        head += by;
                        break;
                    case 3: // again, what was heard before
                        See(isSubscribed ? position.Live(Json(new { epoch = "e", events = Events(Math.Max(0, head - by), head) })) : []);
                        break;
                    case 4: // early, before the answer
                        position.Ask();
                        See(position.Live(Json(new { epoch = "e", events = Events(head, head + by) })));
                        head += by;
                        See(position.Answered(Json(new { epoch = "e", lastSeq = head - by, floor = 0, events = Events(Math.Max(position.Last!.Value, head - by - 1), head - by) })));
                        isSubscribed = true;
                        break;
                    default:
                        while (isSubscribed && position.Missing is { } upTo)
                        {
                            See(position.Fetched(Json(new { epoch = "e", lastSeq = head, floor = 0, events = Events(position.Last!.Value, Math.Min(upTo - 1, position.Last.Value + Math.Max(1, by))) })));
                        }

                        break;
                }
            }

            while (position.Missing is { } last)
            {
                See(position.Fetched(Json(new { epoch = "e", lastSeq = head, floor = 0, events = Events(position.Last!.Value, last - 1) })));
            }

            Assert.Equal(Enumerable.Range(1, (int)head - after).Select(n => (long)(after + n)), seen);
        });

    [Fact]
    public void A_restored_server_is_told_as_a_reset_and_what_is_not_kept_any_more_too()
    {
        var position = new RoomPosition("r", 7);
        position.Answered(Json(new { epoch = "a", lastSeq = 8, floor = 0, events = Events(7, 8) }));
        position.Ask();
        var restored = position.Answered(Json(new { epoch = "b", lastSeq = 5, floor = 0, events = Events(3, 5) }));
        position.Ask();
        var floored = position.Answered(Json(new { epoch = "b", lastSeq = 20, floor = 19, events = Events(18, 20) }));

        Assert.Equal([(ParleyEvent.Reset, 3L), ("messagePosted", 4), ("messagePosted", 5)], restored.Select(e => (e.Kind, e.Seq)));
        Assert.Equal([(ParleyEvent.Reset, 18L), ("messagePosted", 19), ("messagePosted", 20)], floored.Select(e => (e.Kind, e.Seq)));
        Assert.Null(position.Live(Json(new { epoch = "c", events = Events(20, 21) })));
    }

    [Fact]
    public void Who_begins_now_gets_what_comes_from_now_on()
    {
        var position = new RoomPosition("r", null);
        Assert.Empty(position.Answered(Json(new { epoch = "a", lastSeq = 8, floor = 0, events = Events(8, 8) })));
        Assert.Equal([9L], position.Live(Json(new { epoch = "a", events = Events(8, 9) }))!.Select(e => e.Seq));
    }

    private static object[] Events(long after, long upTo) => [.. Enumerable.Range(0, (int)Math.Max(0, upTo - after)).Select(i => new { seq = after + 1 + i, kind = "messagePosted" })];

    private static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value);
}
