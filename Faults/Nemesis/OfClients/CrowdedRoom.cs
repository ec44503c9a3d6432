using System.Globalization;
using Parley.Faults.History;
using Parley.Faults.Load;

namespace Parley.Faults.Nemesis.OfClients;

/// <summary>One room has ten thousand members, of whom some hundred come in, talk and listen; each silo is killed in turn, so also the one that has the room.</summary>
internal sealed class CrowdedRoom(int members, int present) : Fault("F24", string.Create(CultureInfo.InvariantCulture, $"a room of {members} members, {present} connected, silos kill -9"))
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private const double Talks = 10;

    public override bool IsLong => true;

    public override async Task StrikeAsync(Stage stage)
    {
        var (crowd, room) = (stage.Crowd, stage.Crowd.Rooms[0]);
        var began = stage.Timestamp();
        await stage.PeopleAsync("member", members - present, room);
        Done(stage, $"{members - present} users made and joined in {stage.Since(began).TotalSeconds:0} s");

        var guests = await stage.PeopleAsync("guest", present, room: null);
        crowd.Heat.Turn(false);
        crowd.Join(guests, room, commandsPerSecond: 6);
        await crowd.FlowsAsync(Patience); // those who talk seldom need not have said anything
        await AllAreInAsync(stage, room);
        Done(stage, $"p99 of {Took(crowd, room)} (joins and sends)");

        crowd.Heat.Turn(false);
        await stage.PauseAsync(Talks);
        Done(stage, $"p99 of {Took(crowd, room)}, elsewhere {crowd.Heat.Of(other => other != room).P99.TotalMilliseconds:0} ms");

        foreach (var silo in stage.Cluster.Silos)
        {
            var fault = await stage.BeganAsync(Name, silo.Name, Evidence.Slow, Evidence.Error, Evidence.Retry);
            await silo.KillAsync();
            var killed = stage.Timestamp();
            var there = AnswersAsync(stage, room, killed);
            var elsewhere = Task.WhenAll(crowd.Rooms.Skip(1).Select(other => AnswersAsync(stage, other, killed)));
            Done(stage, $"answers {(await there).TotalSeconds:0.0} s after that, the others within {(await elsewhere).Max().TotalSeconds:0.0} s");
            await stage.PauseAsync(2);
            await Stage.StartAsync(silo);
            await stage.HealedAsync(fault);
            await crowd.FlowsAsync(Patience);
        }
    }

    private static void Done(Stage stage, FormattableString what) => stage.Done.Add(what.ToString(CultureInfo.InvariantCulture));

    private static string Took(Crowd crowd, string room)
    {
        var (count, p99) = crowd.Heat.Of(other => other == room);
        return string.Create(CultureInfo.InvariantCulture, $"{count} commands there {p99.TotalMilliseconds:0} ms");
    }

    private static async Task<TimeSpan> AnswersAsync(Stage stage, string room, long since)
    {
        await stage.Crowd.AnswersAsync(room, Patience);
        return stage.Since(since);
    }

    private static async Task AllAreInAsync(Stage stage, string room)
    {
        for (var started = stage.Timestamp(); stage.Crowd.Clients.Any(client => client.Seats.Any(seat => seat.Room == room && !seat.IsMember)); await stage.PauseAsync(0.1))
        {
            if (stage.Since(started) > Patience)
            {
                throw new TimeoutException($"Not all are members of {room} after {Patience.TotalSeconds:0} s.");
            }
        }
    }
}
