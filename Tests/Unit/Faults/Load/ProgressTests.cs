using Parley.Faults.Load;
using Xunit;

namespace Parley.Tests.Unit.Faults.Load;

public class ProgressTests
{
    [Fact]
    public void Nothing_is_known_before_a_subscription_begins()
    {
        var progress = new Progress();
        progress.Know(1, 5);
        Assert.Null(progress.Position);
    }

    [Fact]
    public void The_position_stays_before_a_hole_until_it_is_filled()
    {
        var progress = new Progress();
        progress.Start(3);
        progress.Know(6, 8);
        progress.Know(9, 9);
        Assert.Equal(3, progress.Position);
        progress.Know(4, 5);
        Assert.Equal(9, progress.Position);
    }

    [Fact]
    public void A_new_subscription_forgets_what_was_known_beyond_a_hole()
    {
        var progress = new Progress();
        progress.Start(0);
        progress.Know(5, 9);
        progress.Start(2);
        progress.Know(3, 4);
        Assert.Equal(4, progress.Position);
    }
}
