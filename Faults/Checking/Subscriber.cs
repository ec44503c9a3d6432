using Parley.Faults.History;

namespace Parley.Faults.Checking;

/// <summary>
/// A client's subscriptions to one room, followed as the contract tells a client to behave: hold what comes before the answer, drop
/// what the answer covers, page what it says is missing, resume from the position reached. Whatever does not fit is a violation.
/// </summary>
public sealed class Subscriber
{
    private readonly string _room;
    private readonly ClientView _client;
    private readonly List<Violation> _violations = [];
    private readonly Dictionary<int, Live> _live = [];

    /// <summary>Runs (first → last) that are known beyond a hole behind <see cref="Position"/>.</summary>
    private readonly SortedDictionary<long, long> _ahead = [];

    private Subscriber(string room, ClientView client) => (_room, _client) = (room, client);

    public IReadOnlyList<Violation> Violations => _violations;

    /// <summary>All numbers up to this one have been applied; null before the first subscription was answered.</summary>
    public long? Position { get; private set; }

    /// <summary>When <see cref="Position"/> was reached, nanoseconds of the run.</summary>
    public long ReachedAt { get; private set; }

    /// <summary>The record that led to <see cref="Position"/>.</summary>
    public HistoryRecord? LastStep { get; private set; }

    /// <summary>It has subscribed, and has not given up, retired or been removed since: it ought to come to the head.</summary>
    public bool IsExpectedAtEnd { get; private set; }

    /// <summary>What it still lacks though it has what follows, and ought to have paged; null if nothing.</summary>
    public Violation? MissingAtEnd => IsExpectedAtEnd && _ahead.Count > 0
        ? Of(Position + 1, $"never had {Position + 1} to {_ahead.First().Key - 1}, though it had what follows", LastStep, _client.Records[^1])
        : null;

    /// <summary>The connection whose subscription counts: the latest that was answered.</summary>
    private int Current { get; set; }

    /// <summary>Goes through all that a client saw.</summary>
    public static Subscriber Follow(string room, ClientView client)
    {
        ArgumentNullException.ThrowIfNull(client);
        var subscriber = new Subscriber(room, client);
        foreach (var record in client.Records)
        {
            subscriber.Take(record);
        }

        return subscriber;
    }

    private void Take(ClientRecord record)
    {
        switch (record)
        {
            case Subscribed answer: Answered(answer); break;
            case Pushed push: Pushed(push); break;
            case PageRead page: Paged(page); break;
            case GapTold gap: Gap(gap); break;
            case Unsubscribed: _live.Remove(record.Connection); IsExpectedAtEnd = false; break;
            case Disconnected: _live.Remove(record.Connection); break;
            case Retired: IsExpectedAtEnd = false; break;
        }
    }

    private void Answered(Subscribed answer)
    {
        CheckRun(answer);
        var (after, last) = (answer.After, answer.LastSeq);
        if (after > last || (Position > last && ReachedAt < answer.Asked))
        {
            Violated(last, $"was answered at head {last} after it had come to {Math.Max(Position ?? 0, after ?? 0)}: it would go back", answer, LastStep);
        }

        if (after > Position)
        {
            Violated(Position + 1, $"goes on after {after}, but {Position + 1} had not reached it: it was skipped", answer, LastStep);
        }

        // The position asked after is what the client had applied. Without one it starts at the head; below the floor nothing is served.
        var start = Math.Max(after ?? last, answer.Floor - 1);
        _ahead.Clear();
        MoveTo(start, answer);
        if (answer.Events is [var first, ..])
        {
            if (first.Seq <= after)
            {
                Violated(first.Seq, $"asked for what follows {after} and was given {first} once more", answer);
            }

            Know(first.Seq, answer.Events[^1].Seq, answer);
        }

        var reaches = answer.Events is [.., var newest] ? newest.Seq : start;
        if (reaches < last || (answer.Complete && Position < last))
        {
            Violated(reaches + 1, $"was told that the answer after {after} reaches the head {last}, but it does not", answer);
        }

        (Current, IsExpectedAtEnd) = (answer.Connection, true);
        var live = _live.TryGetValue(answer.Connection, out var known) ? known : _live[answer.Connection] = new Live();
        var held = live.Held.ToArray();
        live.Held.Clear();
        live.Next = last + 1;
        foreach (var (push, e) in held.Where(item => item.Event.Seq > last))
        {
            Step(live, push, e);
        }
    }

    private void Pushed(Pushed push)
    {
        var live = _live.TryGetValue(push.Connection, out var known) ? known : _live[push.Connection] = new Live();
        foreach (var e in push.Events)
        {
            if (live.Next is null)
            {
                Hold(live, push, e);
            }
            else
            {
                Step(live, push, e);
            }
        }
    }

    /// <summary>Live events may come before the answer to the subscription. Among themselves they are in order as well.</summary>
    private void Hold(Live live, Pushed push, HistoryEvent e)
    {
        if (live.Held is [.., var before] && e.Seq != before.Event.Seq + 1)
        {
            Violated(e.Seq, $"was pushed {e} after {before.Event.Seq}, before its subscription was answered", push, before.Push);
        }

        live.Held.Add((push, e));
    }

    private void Step(Live live, Pushed push, HistoryEvent e)
    {
        if (e.Seq < live.Next)
        {
            Violated(e.Seq, $"was pushed {e} on connection {push.Connection}, where {live.Next} comes next: it goes back, or comes twice", push, LastStep);
            return;
        }

        if (e.Seq > live.Next)
        {
            Violated(e.Seq, $"was pushed {e} on connection {push.Connection}, where {live.Next} comes next: a hole", push, LastStep);
        }

        live.Next = e.Seq + 1;
        if (push.Connection == Current)
        {
            Know(e.Seq, e.Seq, push);
        }

        if (EventKinds.EndsMembership(e.Kind) && e.User == _client.User)
        {
            _live.Remove(push.Connection); // the last event of the subscription
            IsExpectedAtEnd = false;
        }
    }

    private void Paged(PageRead page)
    {
        CheckRun(page);
        if (page.Events is not [var first, ..])
        {
            if (page.After < page.LastSeq && page.Floor <= page.LastSeq)
            {
                Violated(page.After + 1, $"was answered an empty page after {page.After}, at head {page.LastSeq}", page);
            }

            return;
        }

        if (page.After is { } after && first.Seq != Math.Max(after + 1, page.Floor))
        {
            Violated(first.Seq, $"asked for the page after {after} and was given one that starts with {first}", page);
        }

        if (Position is not null)
        {
            Know(first.Seq, page.Events[^1].Seq, page);
        }
    }

    private void Gap(GapTold gap)
    {
        if (_live.Remove(gap.Connection, out var live) && gap.FromSeq > live.Next)
        {
            Violated(live.Next, $"was told of a gap from {gap.FromSeq}, but had not been sent {live.Next} yet", gap, LastStep);
        }
    }

    /// <summary>The events of an answer follow each other and do not go beyond its head.</summary>
    private void CheckRun(View view)
    {
        for (var i = 0; i < view.Events.Length; i++)
        {
            var e = view.Events[i];
            if (i > 0 && e.Seq != view.Events[i - 1].Seq + 1)
            {
                Violated(e.Seq, $"was answered {e} right after {view.Events[i - 1].Seq}", view);
            }

            if (e.Seq > view.LastSeq)
            {
                Violated(e.Seq, $"was answered {e}, beyond the head {view.LastSeq} of the same answer", view);
            }
        }
    }

    private void Know(long first, long last, HistoryRecord record)
    {
        if (last > Position)
        {
            _ahead[first] = Math.Max(last, _ahead.GetValueOrDefault(first));
        }

        while (_ahead.Count > 0 && _ahead.First() is var (from, to) && from <= Position + 1)
        {
            _ahead.Remove(from);
            if (to > Position)
            {
                MoveTo(to, record);
            }
        }
    }

    private void MoveTo(long position, HistoryRecord record)
    {
        if (Position != position)
        {
            (Position, ReachedAt, LastStep) = (position, record.At, record);
        }
    }

    private void Violated(long? seq, string what, params ReadOnlySpan<HistoryRecord?> records) =>
        _violations.Add(Of(seq, what, records));

    private Violation Of(long? seq, string what, params ReadOnlySpan<HistoryRecord?> records) =>
        Violation.Of(Rule.SteadySteps, _room, seq, null, $"client {_client.Client} ({_client.User}) {what}", records);

    /// <summary>What is under way on one connection.</summary>
    private sealed class Live
    {
        /// <summary>The number that must come next; null until the subscription is answered.</summary>
        public long? Next { get; set; }

        /// <summary>What came before the answer.</summary>
        public List<(Pushed Push, HistoryEvent Event)> Held { get; } = [];
    }
}
