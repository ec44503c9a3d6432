using Orleans.Storage;
using Parley.Grains.Storage;
using Xunit;

namespace Parley.Tests.Storage;

public sealed class OneWriterStorageTests
{
    [Fact]
    public async Task Writes_go_one_at_a_time_and_a_failed_one_gives_up_its_turn()
    {
        var inner = new BusyStorage();
        using var storage = new OneWriterStorage(inner);

        var writes = Enumerable.Range(0, 50).Select(i => storage.WriteStateAsync(i % 5 == 0 ? "broken" : "user", default, new GrainState<int>())).ToArray();
        await Task.WhenAll(writes).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.Equal(1, inner.MostAtOnce);
        Assert.Equal(50, inner.Writes);
        Assert.Equal(10, writes.Count(write => write.IsFaulted));
    }

    /// <summary>Counts who is in it.</summary>
    private sealed class BusyStorage : IGrainStorage
    {
        private int _inside;

        public int MostAtOnce { get; private set; }

        public int Writes { get; private set; }

        public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _inside));
            Writes++;
            await Task.Yield();
            Interlocked.Decrement(ref _inside);
            if (stateName == "broken")
            {
                throw new InvalidOperationException();
            }
        }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;
    }
}
