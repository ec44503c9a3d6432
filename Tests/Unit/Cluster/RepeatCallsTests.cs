using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using Parley.Realtime;
using Parley.Rooms;
using Parley.Silo.Cluster;
using Xunit;

namespace Parley.Tests.Unit.Cluster;

[Trait("Scope", "P3")]
public class RepeatCallsTests
{
    private static readonly MethodInfo Do = typeof(IRoomGrain).GetMethod(nameof(IRoomGrain.Do))!;
    private static readonly MethodInfo Renew = typeof(ISiloGrain).GetMethod(nameof(ISiloGrain.Renew))!;

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_call_that_may_be_repeated_is_repeated_until_it_is_answered()
    {
        var call = new Call(Do, attempt => attempt < 5 ? new SiloUnavailableException() : null);
        await InvokeAsync(call);
        Assert.Equal(5, call.Attempts);
    }

    [Fact]
    public async Task Other_calls_fail_at_once()
    {
        var call = new Call(Renew, _ => new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => InvokeAsync(call));
        Assert.Equal(1, call.Attempts);
    }

    [Fact]
    public async Task A_fault_of_the_program_is_not_repeated()
    {
        var call = new Call(Do, _ => new InvalidOperationException());
        await Assert.ThrowsAsync<InvalidOperationException>(() => InvokeAsync(call));
        Assert.Equal(1, call.Attempts);
    }

    [Fact]
    public async Task Patience_ends_with_the_last_failure()
    {
        var call = new Call(Do, _ => new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => InvokeAsync(call));
        Assert.InRange(_clock.GetUtcNow() - _clock.Start, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(17));
        Assert.InRange(call.Attempts, 20, 80);
    }

    private async Task InvokeAsync(Call call)
    {
        var invoked = new RepeatCalls(Options.Create(new ParleyClusterOptions()), _clock, NullLogger<RepeatCalls>.Instance).Invoke(call);
        while (!invoked.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await invoked;
    }

    /// <param name="failure">By attempt, from 1; null: it is answered.</param>
    private sealed class Call(MethodInfo method, Func<int, Exception?> failure) : IOutgoingGrainCallContext
    {
        public int Attempts { get; private set; }

        public MethodInfo InterfaceMethod => method;

        public IInvokable Request => throw new NotSupportedException();

        public object Grain => throw new NotSupportedException();

        public IGrainContext? SourceContext => null;

        public GrainId? SourceId => null;

        public GrainId TargetId => GrainId.Create("room", "r1");

        public GrainInterfaceType InterfaceType => throw new NotSupportedException();

        public string InterfaceName => method.DeclaringType!.Name;

        public string MethodName => method.Name;

        public object? Result { get; set; }

        public Response? Response { get; set; }

        public Task Invoke() => failure(++Attempts) is { } e ? Task.FromException(e) : Task.CompletedTask;
    }
}
