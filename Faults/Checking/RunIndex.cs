using Parley.Faults.History;

namespace Parley.Faults.Checking;

/// <summary>Sorts a history by room and client, once for all rules.</summary>
public static class RunIndex
{
    public static IReadOnlyList<RoomRun> Rooms(RecordedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var healedAt = run.Records.OfType<FaultHealed>().Select(heal => heal.At).LastOrDefault();
        var heals = run.Records.OfType<FaultHealed>().ToLookup(heal => heal.Fault, heal => heal.At);
        var faults = run.Records.OfType<FaultBegan>().Select(fault => (fault.At, heals[fault.Fault].DefaultIfEmpty(long.MaxValue).Last())).ToList();
        var endedAt = run.Records.IsEmpty ? 0 : run.Records[^1].At;
        var operations = Operations(run).ToLookup(operation => operation.Room);
        var clients = Clients(run);
        var pages = run.Records.OfType<FinalPage>().ToLookup(page => page.Room);
        var states = run.Records.OfType<FinalState>().ToLookup(state => state.Room);
        var positions = run.Records.OfType<FinalReadPosition>().ToLookup(position => position.Room);

        return [.. clients.Keys.Union(pages.Select(group => group.Key)).Order(StringComparer.Ordinal).Select(room => new RoomRun
        {
            Room = room,
            Log = pages.Contains(room) ? new FinalLog([.. pages[room]]) : null,
            Operations = [.. operations[room]],
            Clients = clients.TryGetValue(room, out var views) ? views : [],
            State = states[room].LastOrDefault(),
            ReadPositions = [.. positions[room]],
            Faults = faults,
            HealedAt = healedAt,
            EndedAt = endedAt,
        })];
    }

    /// <summary>Every command of the run, in the order of first attempts.</summary>
    public static IReadOnlyList<Operation> Operations(RecordedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var answers = new Dictionary<long, Answer>();
        foreach (var answer in run.Records.OfType<Answer>())
        {
            answers.TryAdd(answer.Op, answer);
        }

        var operations = new List<Operation>();
        var known = new Dictionary<(string Room, string User, string ClientId), Operation>();
        foreach (var invoked in run.Records.OfType<Invoked>())
        {
            var key = (invoked.Room, invoked.User, invoked.ClientId ?? "");
            if (invoked.ClientId is null || !known.TryGetValue(key, out var operation))
            {
                operation = new Operation(invoked.Room, invoked.User, invoked.ClientId);
                operations.Add(operation);
                if (invoked.ClientId is not null)
                {
                    known[key] = operation;
                }
            }

            operation.Add(new Attempt(invoked, answers.GetValueOrDefault(invoked.Op)));
        }

        return operations;
    }

    private static Dictionary<string, List<ClientView>> Clients(RecordedRun run)
    {
        // 1. Which rooms a client has to do with: what befalls its connections concerns all of them.
        var byClient = new Dictionary<int, Dictionary<string, ClientView>>();
        foreach (var record in run.Records.OfType<RoomRecord>())
        {
            var rooms = byClient.TryGetValue(record.Client, out var known) ? known : byClient[record.Client] = [];
            rooms.TryAdd(record.Room, new ClientView(record.Client, record.User));
        }

        // 2. Each record to its room, or to all of them.
        foreach (var record in run.Records.OfType<ClientRecord>())
        {
            if (record is RoomRecord inRoom)
            {
                byClient[record.Client][inRoom.Room].Add(record);
            }
            else if (byClient.TryGetValue(record.Client, out var rooms))
            {
                foreach (var view in rooms.Values)
                {
                    view.Add(record);
                }
            }
        }

        var byRoom = new Dictionary<string, List<ClientView>>();
        foreach (var (room, view) in byClient.Values.SelectMany(rooms => rooms))
        {
            (byRoom.TryGetValue(room, out var views) ? views : byRoom[room] = []).Add(view);
        }

        return byRoom;
    }
}
