using Parley.Benchmarks.Micro;
using Xunit;

namespace Parley.Tests.Unit.Benchmarks;

public class MicroComparisonTests
{
    [Theory]
    [InlineData(100, 1.0, true)]
    [InlineData(105, 1.3, true)]
    [InlineData(50, 0.1, true)]
    [InlineData(106, 1.0, false)]
    [InlineData(100, 1.31, false)]
    public void Allocations_may_grow_by_a_twentieth_and_times_by_three_tenths(double bytes, double time, bool isAllowed) =>
        Assert.Equal(isAllowed, Comparison.Worse(Of("Encode.RawJson", 100, 1.0), Of("Encode.RawJson", bytes, time)).Count == 0);

    [Fact]
    public void What_allocated_nothing_may_not_begin_to() =>
        Assert.Equal(["Fanout.ToAThousand allocates 8 bytes; it was 0."], Comparison.Worse(Of("Fanout.ToAThousand", 0, 1), Of("Fanout.ToAThousand", 8, 1)));

    [Fact]
    public void Each_thing_that_is_worse_is_told() => Assert.Equal(
        ["Decide.Send allocates 200 bytes; it was 100.", "Decide.Send takes 2 of the reference's time; it was 1."],
        Comparison.Worse(Of("Decide.Send", 100, 1), Of("Decide.Send", 200, 2)));

    [Fact]
    public void A_time_that_is_the_disks_is_not_compared() => Assert.Empty(Comparison.Worse(Of("Append.OnDisk", 100, null), Of("Append.OnDisk", 100, 99)));

    [Fact]
    public void What_cannot_be_compared_is_told() => Assert.Equal(
        ["Parse.Frame is in the baseline and was not run.", "Parse.Request is not in the baseline: run the command baseline."],
        Comparison.Worse(Of("Parse.Frame", 1, 1), Of("Parse.Request", 1, 1)));

    [Fact]
    public void What_is_written_is_read_again() =>
        Assert.Equal(new Measurement(12.5, null), Measurements.Read(Of("Append.OnDisk", 12.5, null).Write()).Benchmarks["Append.OnDisk"]);

    private static Measurements Of(string name, double bytes, double? time) => new(new SortedDictionary<string, Measurement> { [name] = new(bytes, time) });
}
