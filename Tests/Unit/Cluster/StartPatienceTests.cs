using Microsoft.Extensions.Time.Testing;
using Parley.Grains.Storage;
using Parley.Silo.Cluster;
using Xunit;

namespace Parley.Tests.Unit.Cluster;

public class StartPatienceTests
{
    private readonly FakeTimeProvider _clock = new() { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly List<string> _said = [];

    [Fact]
    public async Task What_is_not_there_yet_is_waited_for_and_said_once()
    {
        var attempts = 0;
        var connected = Patience().Until(() => ++attempts < 4 ? throw NotYet() : Task.FromResult("there"));
        await AdvanceUntil(connected);

        Assert.Equal("there", await connected);
        Assert.Equal(["The database does not answer. Waiting up to 00:01:00."], _said);
    }

    [Fact]
    public async Task Patience_ends()
    {
        var connected = Patience().Until<string>(() => throw NotYet());
        await AdvanceUntil(connected);

        Assert.Equal("The database does not answer.", (await Assert.ThrowsAsync<StartupException>(() => connected)).Message);
        Assert.InRange(_clock.GetUtcNow() - _clock.Start, TimeSpan.FromSeconds(59), TimeSpan.FromSeconds(62));
    }

    [Fact]
    public async Task What_waiting_does_not_mend_is_not_waited_for()
    {
        await Assert.ThrowsAsync<StartupException>(() => Patience().Until<string>(() => throw new StartupException("The password is wrong.")));
        Assert.Empty(_said);
    }

    private static StartupException NotYet() => new("The database does not answer.") { MayPass = true };

    private StartPatience Patience() => new(TimeSpan.FromMinutes(1), _clock, _said.Add);

    private async Task AdvanceUntil(Task end)
    {
        while (!end.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
