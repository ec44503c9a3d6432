using System.Diagnostics;
using OpenTelemetry.Trace;
using Parley.Silo.Telemetry;
using Xunit;

namespace Parley.Tests.Unit.Telemetry;

public sealed class SamplerTests
{
    [Theory]
    [InlineData(0, ActivityTraceFlags.Recorded, SamplingDecision.Drop)] // who calls from outside cannot have everything recorded
    [InlineData(0, ActivityTraceFlags.None, SamplingDecision.Drop)]
    [InlineData(1, ActivityTraceFlags.None, SamplingDecision.RecordAndSample)] // nor keep anything from being
    public void Whether_a_trace_from_outside_is_recorded_is_decided_here(double share, ActivityTraceFlags outside, SamplingDecision decision)
    {
        var trace = ActivityTraceId.CreateRandom();
        var parent = new ActivityContext(trace, ActivitySpanId.CreateRandom(), outside, traceState: null, isRemote: true);

        Assert.Equal(decision, TelemetryRegistration.Sampler(share).ShouldSample(new SamplingParameters(parent, trace, "GET", ActivityKind.Server)).Decision);
    }
}
