using System.Collections.Immutable;
using Parley.Faults.History;

namespace Parley.Tests.Unit.Faults.Checking;

/// <summary>
/// Makes up the history of a run in which every promise was kept: a small server and clients that lose requests, answers and connections,
/// are kicked, fall behind and come back, in a time and order that a seed decides. The server is right by being simple; it shares no code
/// with the checker.
/// </summary>
internal sealed partial class GoodRun
{
    private const int Rooms = 3;
    private const int Users = 6;
    private const int Steps = 900;
    private const int PageSize = 12;
    private const long Millisecond = 1_000_000;
    private static readonly string[] Frontends = ["f1", "f2", "f3"];

    private readonly Random _random;
    private readonly PriorityQueue<Action, (long At, int Order)> _todo = new();
    private readonly List<HistoryRecord> _records = [];
    private readonly List<ModelRoom> _rooms = [];
    private readonly List<ModelClient> _clients = [];
    private long _now;
    private int _order;
    private long _op;
    private int _clientIds;
    private bool _faulty;
    private bool _calm;

    private GoodRun(int seed) => _random = new Random(seed);

    /// <summary>The records in the order of their times.</summary>
    public static ImmutableArray<HistoryRecord> Of(int seed)
    {
        var run = new GoodRun(seed);
        run.Record(new RunStarted { At = 0, Name = "made up", Seed = seed, StartedAt = DateTimeOffset.UnixEpoch });
        run.SetUp();
        run.Load();
        run.CalmDown();
        run.ReadAll();
        return [.. run._records];
    }

    private void SetUp()
    {
        var users = Enumerable.Range(1, Users).Select(i => $"u{i}").ToArray();
        for (var i = 1; i <= Rooms; i++)
        {
            var room = new ModelRoom($"r{i}");
            _rooms.Add(room);
            Append(room, new HistoryEvent { Seq = 0, Kind = EventKinds.RoomCreated, Sender = users[0], N = 0, ClientId = $"create-{i}" });
            foreach (var user in users.Where(user => user == users[0] || _random.Next(5) > 0))
            {
                Append(room, new HistoryEvent { Seq = 0, Kind = EventKinds.MemberJoined, Sender = user, N = 0, User = user, Role = user == users[0] ? "owner" : "member" });
            }
        }

        foreach (var user in users)
        {
            for (var devices = _random.Next(1, 3); devices > 0; devices--)
            {
                var client = new ModelClient(_clients.Count + 1, user);
                _clients.Add(client);
                In(_random.Next(5), () => Connect(client));
            }
        }

        Run();
    }

    /// <summary>Steps at random times; in the middle a frontend is killed, and requests get lost more often.</summary>
    private void Load()
    {
        for (var step = 0; step < Steps; step++)
        {
            In(step, Step);
        }

        In(Steps * 2 / 5, () =>
        {
            _faulty = true;
            Record(new FaultBegan { At = _now, Fault = 1, Name = "frontend kill -9", Target = "f1", Expects = [Evidence.Reconnect, Evidence.Error] });
            foreach (var client in _clients.Where(client => client.Connection is { Frontend: "f1" }))
            {
                Disconnect(client);
            }
        });
        In(Steps * 3 / 5, () =>
        {
            _faulty = false;
            Record(new FaultHealed { At = _now, Fault = 1 });
        });
        Run();
    }

    private void Step()
    {
        var client = _clients[_random.Next(_clients.Count)];
        var room = _rooms[_random.Next(_rooms.Count)];
        switch (_random.Next(100))
        {
            case < 55: Send(client, room); break;
            case < 63: Edit(client, room); break;
            case < 69: Delete(client, room); break;
            case < 73: Kick(room); break;
            case < 77: Join(client, room); break;
            case < 79: Leave(client, room); break;
            case < 86: MarkRead(client, room); break;
            case < 94: ReadPage(client, room); break;
            case < 97: Disconnect(client); break;
            default: TellGap(client, room); break;
        }
    }

    /// <summary>Nobody starts anything any more; one client retires, everybody else comes back and subscribes to what they may see.</summary>
    private void CalmDown()
    {
        _calm = true;
        var retired = _clients[^1];
        retired.IsRetired = true;
        Record(new Retired { At = _now, Client = retired.Number, User = retired.User, Connection = retired.Connections });
        for (var round = 0; round < 3; round++)
        {
            foreach (var client in _clients.Where(client => !client.IsRetired))
            {
                In(1, () => Connect(client));
            }

            Run();
        }
    }

    private void ReadAll()
    {
        foreach (var room in _rooms)
        {
            foreach (var page in room.Log.Chunk(40))
            {
                Record(new FinalPage { At = Tick(), Room = room.Id, Epoch = ModelRoom.Epoch, LastSeq = room.Head, Events = [.. page] });
            }

            Record(new FinalState { At = Tick(), Room = room.Id, LastSeq = room.Head, N = room.N, Members = [.. room.Members] });
            foreach (var (user, seq) in room.Read)
            {
                Record(new FinalReadPosition { At = Tick(), Room = room.Id, User = user, ReadSeq = seq, ReadN = seq == 0 ? 0 : room.Log[(int)seq - 1].N });
            }
        }
    }

    private void Record(HistoryRecord record) => _records.Add(record);

    private long Tick() => _now += _random.Next(1, 1000);

    /// <summary>Later: after so many milliseconds, and a bit.</summary>
    private void In(int milliseconds, Action action) =>
        _todo.Enqueue(action, (_now + (milliseconds * Millisecond) + _random.Next((int)Millisecond), _order++));

    private void Run()
    {
        while (_todo.TryDequeue(out var action, out var due))
        {
            _now = Math.Max(_now + 1, due.At);
            action();
        }
    }
}
