using Parley.Faults.History;

namespace Parley.Tests.Unit.Faults.Checking;

internal sealed partial class GoodRun
{
    /// <summary>A room of the made-up server.</summary>
    private sealed class ModelRoom(string id)
    {
        public const string Epoch = "e1";

        public string Id => id;

        public List<HistoryEvent> Log { get; } = [];

        public HashSet<string> Members { get; } = [];

        public Dictionary<string, long> Read { get; } = [];

        public long Head => Log.Count;

        public long N => Log.Count == 0 ? 0 : Log[^1].N;

        public HistoryEvent? Find(string sender, string? clientId) =>
            clientId is null ? null : Log.Find(e => e.Sender == sender && e.ClientId == clientId);

        public IEnumerable<HistoryEvent> Messages => Log.Where(e => e is { Kind: EventKinds.MessagePosted, Deleted: false });
    }

    private sealed class ModelClient(int number, string user)
    {
        public int Number => number;

        public string User => user;

        public int Connections { get; set; }

        /// <summary>Null while it has none.</summary>
        public ModelConnection? Connection { get; set; }

        public bool IsRetired { get; set; }

        /// <summary>Position by room: all up to it has been applied.</summary>
        public Dictionary<ModelRoom, long> Applied { get; } = [];
    }

    /// <summary>One connection, seen from both ends.</summary>
    private sealed class ModelConnection(string frontend)
    {
        public string Frontend => frontend;

        public bool IsAlive { get; set; } = true;

        public Dictionary<ModelRoom, ModelSubscription> Subscriptions { get; } = [];
    }

    /// <summary>A subscription, seen from both ends: the server sends from one, the client receives into the other.</summary>
    private sealed class ModelSubscription
    {
        /// <summary>Events on their way, in order.</summary>
        public Queue<HistoryEvent> Sent { get; } = [];

        /// <summary>The server sends no more: kicked, or a gap was told.</summary>
        public bool IsOver { get; set; }

        /// <summary>False until the client has its answer.</summary>
        public bool IsAnswered { get; set; }

        /// <summary>What the client received live; it counts once the answer is there and older pages are fetched.</summary>
        public long Received { get; set; }

        /// <summary>First number of the answer when older ones must be paged; 0 when none are missing.</summary>
        public long PagesUntil { get; set; }
    }
}
