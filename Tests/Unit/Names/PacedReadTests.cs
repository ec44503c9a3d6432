using Microsoft.Extensions.Time.Testing;
using Parley.Grains.Names;
using Xunit;

namespace Parley.Tests.Unit.Names;

public sealed class PacedReadTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<TaskCompletionSource> _reads = [];
    private readonly SemaphoreSlim _begun = new(0);
    private readonly PacedRead _read;

    public PacedReadTests() => _read = new PacedRead(() =>
    {
        _reads.Add(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _begun.Release();
        return _reads[^1].Task;
    }, TimeSpan.FromSeconds(1), _clock);

    public void Dispose() => _begun.Dispose();

    [Fact]
    public async Task Nobody_is_answered_by_a_read_that_began_before_the_question()
    {
        var first = _read.AfterNow();
        await Begun();
        var later = Enumerable.Range(0, 100).Select(_ => _read.AfterNow()).ToArray();
        _reads[0].SetResult();
        await first;
        Assert.All(later, question => Assert.False(question.IsCompleted));

        await Later();
        _reads[1].SetResult();
        await Task.WhenAll(later);
        Assert.Equal(2, _reads.Count);
    }

    [Fact]
    public async Task A_read_that_fails_fails_those_who_waited_for_it_alone()
    {
        var first = _read.AfterNow();
        await Begun();
        var second = _read.AfterNow();
        _reads[0].SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => first);

        await Later();
        _reads[1].SetResult();
        await second;
    }

    private async Task Begun() => Assert.True(await _begun.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));

    /// <summary>The next read begins, and not before its time.</summary>
    private async Task Later()
    {
        var steps = 0;
        while (!await _begun.WaitAsync(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken))
        {
            _clock.Advance(TimeSpan.FromSeconds(0.25)); // its timer may not be there yet
            Assert.InRange(++steps, 1, 200);
        }

        Assert.InRange(steps, 4, 200);
    }
}
