using CsCheck;
using Parley.Grains.Presence;
using Parley.Presence;
using Parley.Users;
using Parley.WebFrontend.Presence;
using Xunit;

namespace Parley.Tests.Unit.Presence;

/// <summary>What frontends report and what a part's grain keeps of it, with reports, answers and whole grains that are lost on the way.</summary>
[Trait("Scope", "P6")]
public sealed class PresencePartTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Whatever_is_lost_the_grain_ends_up_with_exactly_who_is_here_and_who_missed_something_is_told() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3], Gen.Int[0, 9]).Array[0, 120].Sample(steps =>
        {
            var world = new World();
            foreach (var (user, frontend, what) in steps)
            {
                world.Step($"u{user}", frontend % 2, what);
            }

            world.Settle();
        });

    [Fact]
    public async Task Who_listens_is_known_before_the_answer()
    {
        var part = new PresencePart<string>();

        var first = part.Add("ann", "phone");
        Assert.False(first.IsCompleted);
        Assert.Equal(["ann"], part.TakeReport(isSignOfLife: false)!.Came);
        Assert.False(first.IsCompleted);
        part.Reported(wasTaken: true);
        await first;

        Assert.True(part.Add("ann", "laptop").IsCompleted); // the grain knows that she is here
        Assert.Null(part.TakeReport(isSignOfLife: false));
        Assert.False(part.Remove("ann", "phone")); // she still is
        Assert.True(part.Remove("ann", "laptop"));
        Assert.Equal(["ann"], part.TakeReport(isSignOfLife: false)!.Went);
    }

    [Fact]
    public void A_frontend_that_says_nothing_any_more_is_forgotten_with_its_users()
    {
        var table = new PresenceTable<string>(PresenceParts.ForgetAfter);
        Assert.True(table.Take("f1", "o1", 1, 0, ["ann", "bob"], [], [], Start));
        Assert.True(table.Take("f2", "o2", 1, 0, ["ann"], [], [], Start + TimeSpan.FromSeconds(40)));

        var later = Start + TimeSpan.FromSeconds(61);
        Assert.Equal(["f2"], table.FrontendsOf("ann", later).Select(frontend => frontend.Id));
        Assert.Empty(table.FrontendsOf("bob", later));
        table.Forget(later);
        Assert.False(table.Take("f1", "o1", 2, 1, [], [], [], later)); // it is to say everything again
        Assert.True(table.Take("f1", "o1", 3, 0, ["bob"], [], [], later));
        Assert.Equal(["f1"], table.FrontendsOf("bob", later).Select(frontend => frontend.Id));
        Assert.Equal(["f2"], table.FrontendsOf("ann", later).Select(frontend => frontend.Id));
    }

    [Fact]
    public void A_user_is_what_the_best_of_all_devices_makes_of_them()
    {
        var table = new PresenceTable<string>(PresenceParts.ForgetAfter);
        var lunch = new UserStatus("lunch", null, null);
        Assert.Equal(PresenceState.Offline, table.StateOf("ann", Start).State);
        table.Take("f1", "o1", 1, 0, ["ann"], [], [new UserPresence("ann", PresenceState.Away, lunch)], Start);
        Assert.Equal(new UserPresence("ann", PresenceState.Away, lunch), table.StateOf("ann", Start));
        table.Take("f2", "o2", 1, 0, ["ann"], [], [], Start + TimeSpan.FromSeconds(30));
        Assert.Equal(new UserPresence("ann", PresenceState.Online, lunch), table.StateOf("ann", Start + TimeSpan.FromSeconds(30)));

        // Both frontends die, one after the other.
        Assert.Equal(PresenceState.Online, table.StateOf("ann", Start + TimeSpan.FromSeconds(70)).State);
        Assert.Null(table.StateOf("ann", Start + TimeSpan.FromSeconds(70)).Status);
        Assert.Equal(PresenceState.Offline, table.StateOf("ann", Start + TimeSpan.FromSeconds(100)).State);
    }

    [Fact]
    public void Viewers_are_told_what_is_news_to_them_and_nothing_twice()
    {
        var watch = new PresenceWatch<string>();
        UserPresence Of(string user, PresenceState state) => new(user, state, Status: null);
        Dictionary<string, UserPresence> Now(params UserPresence[] users) => users.ToDictionary(user => user.User);

        watch.Look("v1", ["ann", "bob"]);
        watch.Look("v2", ["bob"]);
        Assert.Equal(2, watch.Take(Now(Of("ann", PresenceState.Online), Of("bob", PresenceState.Away))).Count);
        Assert.Empty(watch.Take(Now(Of("ann", PresenceState.Online), Of("bob", PresenceState.Away))));
        Assert.Equal(["v1"], watch.Take(Now(Of("ann", PresenceState.Offline))).Select(told => told.Viewer));
        watch.Look("v1", ["bob", "carla"]); // bob is no news to it
        Assert.Equal(["bob", "carla"], watch.Watched.Order());
        Assert.Equal("carla", Assert.Single(Assert.Single(watch.Take(Now(Of("bob", PresenceState.Away), Of("carla", PresenceState.Offline)))).News).User);
        watch.Leave("v1");
        watch.Leave("v2");
        watch.Leave("v2");
        Assert.Empty(watch.Watched);
    }

    [Fact]
    public void A_report_that_comes_late_or_twice_changes_nothing()
    {
        var table = new PresenceTable<string>(PresenceParts.ForgetAfter);
        Assert.True(table.Take("f1", "o1", 1, 0, ["ann"], [], [], Start));
        Assert.True(table.Take("f1", "o1", 2, 1, [], ["ann"], [], Start));

        Assert.True(table.Take("f1", "o1", 2, 1, [], ["ann"], [], Start));
        Assert.False(table.Take("f1", "o1", 1, 0, ["ann"], [], [], Start));

        Assert.Empty(table.FrontendsOf("ann", Start));
    }

    [Fact]
    public void A_user_belongs_to_the_same_part_everywhere() =>
        Assert.Equal([24, 45], new[] { "ann", "u06h0wafb2fhft5m9gyhync60v4" }.Select(PresenceParts.Of));

    /// <summary>Two frontends and one grain.</summary>
    private sealed class World
    {
        private readonly PresencePart<string>[] _parts = [new(), new()];
        private readonly HashSet<(string User, string Device)>[] _here = [[], []];
        private readonly HashSet<(int Frontend, string Device)> _toAsk = [];

        /// <summary>Devices that would have missed news: their user was not known to the grain, after it had been.</summary>
        private readonly HashSet<(int Frontend, string Device)> _missing = [];
        private readonly HashSet<(int Frontend, string User)> _wereKnown = [];
        private PresenceTable<string> _table = new(TimeSpan.MaxValue);
        private int _devices;

        public void Step(string user, int frontend, int what)
        {
            switch (what)
            {
                case <= 2:
                    var device = $"d{++_devices}";
                    _here[frontend].Add((user, device));
                    _ = _parts[frontend].Add(user, device);
                    break;
                case <= 4 when _here[frontend].FirstOrDefault(one => one.User == user) is { User: not null } one:
                    _here[frontend].Remove(one);
                    _parts[frontend].Remove(one.User, one.Device);
                    break;
                case 5:
                    Report(frontend, reaches: true, answers: true);
                    break;
                case 6:
                    Report(frontend, reaches: false, answers: false);
                    break;
                case 7:
                    Report(frontend, reaches: true, answers: false);
                    break;
                case 8:
                    foreach (var (where, who) in _wereKnown)
                    {
                        _missing.UnionWith(_here[where].Where(one => one.User == who).Select(one => (where, one.Device)));
                    }

                    _wereKnown.Clear();
                    _table = new(TimeSpan.MaxValue);
                    break;
            }
        }

        public void Settle()
        {
            for (var frontend = 0; frontend < 2; frontend++)
            {
                for (var round = 0; round < 4; round++)
                {
                    Report(frontend, reaches: true, answers: true);
                }

                foreach (var user in Enumerable.Range(0, 6).Select(n => $"u{n}"))
                {
                    Assert.Equal(
                        _here[frontend].Any(one => one.User == user),
                        _table.FrontendsOf(user, Start).Any(known => known.Id == $"f{frontend}"));
                }
            }

            var left = _missing.Where(one => _here[one.Frontend].Any(here => here.Device == one.Device)).Except(_toAsk);
            Assert.Empty(left);
        }

        private void Report(int frontend, bool reaches, bool answers)
        {
            if (_parts[frontend].TakeReport(isSignOfLife: true) is not { } report)
            {
                return;
            }

            var taken = reaches && _table.Take($"f{frontend}", "", report.Number, report.After, report.Came, report.Went, report.Details, Start);
            foreach (var device in _parts[frontend].Reported(reaches && answers ? taken : null))
            {
                _toAsk.Add((frontend, device));
            }

            if (reaches && answers && taken)
            {
                _wereKnown.UnionWith(_here[frontend].Select(one => (frontend, one.User)));
            }
        }
    }
}
