using Microsoft.Extensions.DependencyInjection;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage;

/// <summary>Reminders on our SQL, on each engine: the table as Orleans uses it, and grains that are reminded.</summary>
[Trait("Scope", "P1")]
public abstract class ReminderSpec(TestSilo silo)
{
    private static readonly TimeSpan Never = TimeSpan.FromDays(1);
    private static readonly DateTime Start = new(2026, 3, 29, 2, 30, 0, 123, DateTimeKind.Utc); // an hour that some clocks skip

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IReminderTable Table => silo.Services.GetRequiredService<IReminderTable>();

    [Fact]
    public async Task A_grain_lists_and_unregisters_what_it_has_registered()
    {
        var grain = Grain("lists");
        await grain.Remind("one", Never, Never);
        await grain.Remind("two", Never, Never);
        await grain.Remind("one", Never, Never);
        Assert.Equal(["one", "two"], await grain.Reminders());

        Assert.True(await grain.Forget("one"));

        Assert.Equal(["two"], await grain.Reminders());
        Assert.False(await grain.Forget("one"));
    }

    [Fact]
    public async Task It_ticks_until_it_is_unregistered()
    {
        var grain = Grain("ticks");
        await grain.Remind("soon", TimeSpan.Zero, TestSilo.MinimumReminderPeriod);
        await Eventually.Is(async () => await grain.Ticks("soon") >= 2, "it has ticked twice");

        Assert.True(await grain.Forget("soon"));

        Assert.Empty(await grain.Reminders());
    }

    [Fact]
    public async Task It_ticks_on_after_a_restart()
    {
        await Grain("restarted").Remind("soon", TimeSpan.Zero, TestSilo.MinimumReminderPeriod);
        await silo.Restart();

        Assert.Equal(["soon"], await Grain("restarted").Reminders());
        await Eventually.Is(async () => await Grain("restarted").Ticks("soon") >= 1, "it ticks after the restart");
        Assert.True(await Grain("restarted").Forget("soon"));
    }

    [Fact]
    public async Task Names_that_differ_by_case_are_two_reminders()
    {
        var grain = Grain("names");
        await grain.Remind("r2", Never, Never);
        await grain.Remind("R2", Never, Never);
        Assert.Equal(["R2", "r2"], await grain.Reminders());

        Assert.True(await grain.Forget("r2"));

        Assert.Equal(["R2"], await grain.Reminders());
    }

    [Theory]
    [InlineData("case", "CASE")]
    [InlineData("🦦 otter", "🦫 otter")]
    [InlineData("e\u0301", "\u00e9")]
    [InlineData(" lead", "lead")]
    [InlineData("it's; DROP TABLE OrleansReminders --", "a/b+c?d=e&f")]
    public async Task Grains_whose_keys_differ_little_have_their_own(string one, string other)
    {
        await Grain(one).Remind("of one", Never, Never);
        await Grain(other).Remind("of the other", Never, Never);

        Assert.Equal(["of one"], await Grain(one).Reminders());
        Assert.Equal(["of the other"], await Grain(other).Reminders());
    }

    [Theory]
    [InlineData(200)]
    [InlineData(450)]
    public async Task Long_keys_are_kept_whole(int length)
    {
        var key = new string('k', length);
        await Grain(key + "a").Remind(new string('n', 150), Never, Never);
        await Grain(key + "b").Remind("short", Never, Never);

        Assert.Equal([new string('n', 150)], await Grain(key + "a").Reminders());
        Assert.Equal(["short"], await Grain(key + "b").Reminders());
    }

    [Fact]
    public async Task A_row_comes_back_as_it_was_written()
    {
        var id = Id("row");
        var etag = await Written(id, "🦦 name");

        var read = await Table.ReadRow(id, "🦦 name", Cancellation);

        Assert.NotNull(read);
        Assert.Equal((id, "🦦 name", Start, Never, etag), (read.GrainId, read.ReminderName, read.StartAt, read.Period, read.ETag));
        Assert.Equal(DateTimeKind.Utc, read.StartAt.Kind);
        Assert.Null(await Table.ReadRow(id, "another", Cancellation));
    }

    [Fact]
    public async Task A_stale_etag_deletes_nothing()
    {
        var id = Id("stale");
        var stale = await Written(id, "r");
        var current = await Written(id, "r");
        Assert.NotEqual(stale, current);
        Assert.False(await Table.RemoveRow(id, "r", stale, Cancellation));

        Assert.True(await Table.RemoveRow(id, "r", current, Cancellation));

        Assert.False(await Table.RemoveRow(id, "r", current, Cancellation));
    }

    [Fact]
    public async Task The_etag_of_a_deleted_reminder_does_not_fit_its_successor()
    {
        var id = Id("successor");
        var first = await Written(id, "r");
        Assert.True(await Table.RemoveRow(id, "r", first, Cancellation));
        await Written(id, "r");

        Assert.False(await Table.RemoveRow(id, "r", first, Cancellation));

        Assert.NotNull(await Table.ReadRow(id, "r", Cancellation));
    }

    [Fact]
    public async Task Who_write_a_row_at_once_all_get_an_etag_of_their_own()
    {
        var id = Id("race");
        var etags = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Written(id, "r"), Cancellation)));

        Assert.Equal(16, etags.Distinct().Count());
        Assert.Contains(Assert.Single((await Table.ReadRows(id, Cancellation)).Reminders).ETag, etags);
    }

    /// <summary>A silo reads the reminders of its part of the ring: hashes above the begin, up to the end, over zero if need be.</summary>
    [Fact]
    public async Task A_range_of_the_ring_is_read_whole_and_alone()
    {
        var ids = Enumerable.Range(0, 100).Select(i => Id($"ring-{i}")).ToArray();
        await Parallel.ForEachAsync(ids, Cancellation, async (id, cancellation) => await Table.UpsertRow(Entry(id, "ring"), cancellation));
        var hashes = ids.Select(id => id.GetUniformHashCode()).Order().ToArray();
        (uint Begin, uint End)[] ranges =
        [
            (0, 0x4000_0000), (0x7000_0000, 0x9000_0000), (0x8000_0000, uint.MaxValue), (0x7fff_ffff, 0x8000_0000), // the sign of the hash as it is stored
            (0xc000_0000, 0x4000_0000), (uint.MaxValue, 0), (0x9000_0000, 0x8000_0000), // around zero
            (hashes[10], hashes[20]), (hashes[90], hashes[5]), // from and to hashes that are there
            (0, 0), (hashes[50], hashes[50]), // all of it
        ];

        foreach (var (begin, end) in ranges)
        {
            var read = (await Table.ReadRows(begin, end, Cancellation)).Reminders.Where(reminder => reminder.ReminderName == "ring").Select(reminder => reminder.GrainId);

            Assert.Equal(ids.Where(id => IsIn(id.GetUniformHashCode(), begin, end)).Order(), read.Order());
        }

        static bool IsIn(uint hash, uint begin, uint end) => begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;
    }

    private static GrainId Id(string key) => GrainId.Create("test-reminded", key);

    private static ReminderEntry Entry(GrainId id, string name) => new() { GrainId = id, ReminderName = name, StartAt = Start, Period = Never };

    /// <summary>Writes a row; its etag.</summary>
    private async Task<string> Written(GrainId id, string name) => (await Table.UpsertRow(Entry(id, name), Cancellation))!;

    private IRemindedGrain Grain(string key) => silo.Grains.GetGrain<IRemindedGrain>(key);
}

public sealed class SqliteReminderTests(SqliteSilo silo) : ReminderSpec(silo), IClassFixture<SqliteSilo>;

public sealed class MariaDbReminderTests(MariaDbSilo silo) : ReminderSpec(silo), IClassFixture<MariaDbSilo>;
