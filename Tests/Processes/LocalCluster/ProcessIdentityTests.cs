using System.Diagnostics;
using Parley.LocalCluster.Processes;
using Xunit;

namespace Parley.Tests.Processes.LocalCluster;

public class ProcessIdentityTests
{
    [Theory]
    [InlineData('S', ProcessState.Running)]
    [InlineData('R', ProcessState.Running)]
    [InlineData('T', ProcessState.Frozen)]
    [InlineData('Z', ProcessState.Dead)]
    public void The_name_of_a_program_may_hold_blanks_and_parentheses(char letter, ProcessState state)
    {
        var stat = $"42 (a) b (c) {letter} 1 42 42 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 11 0 987654 1000 200 18446744073709551615";

        Assert.Equal((state, 987654L), ProcessIdentity.Parse(stat));
    }

    [Fact]
    public void It_sees_itself_and_not_who_had_its_number_before()
    {
        var own = ProcessIdentity.Of(Environment.ProcessId)!;

        Assert.Equal(ProcessState.Running, own.State());
        Assert.Equal(ProcessState.Dead, (own with { StartTicks = own.StartTicks - 1 }).State());
        Assert.Equal(ProcessState.Dead, (own with { Boot = "another start of the machine" }).State());
    }

    [Fact]
    public async Task Nothing_is_sent_to_a_process_that_has_the_number_of_an_earlier_one()
    {
        using var sleeper = Process.Start("sleep", "60");
        try
        {
            var identity = ProcessIdentity.Of(sleeper.Id)!;

            Signals.Send(identity with { StartTicks = identity.StartTicks - 1 }, Signal.Kill);
            Signals.Send(identity, Signal.Stop); // signals to one process arrive in order: had the first been sent, this one would find it dead

            await Support.Eventually.Is(() => Task.FromResult(identity.State() != ProcessState.Running), "the signal arrives");
            Assert.Equal(ProcessState.Frozen, identity.State());
        }
        finally
        {
            sleeper.Kill();
            await sleeper.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }
}
