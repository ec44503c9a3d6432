using Microsoft.Extensions.Time.Testing;
using Orleans.Storage;
using Parley.Grains.Ids;
using Parley.Grains.Sessions;
using Parley.Grains.Storage;
using Xunit;

namespace Parley.Tests.Unit.Storage;

public class GenuineKeyStorageTests
{
    private readonly IdMint _ids = new(new byte[32], new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56)));
    private readonly CountingStorage _database = new();

    [Theory]
    [InlineData("user")]
    [InlineData("session")]
    [InlineData("room")]
    public async Task A_guessed_id_costs_no_read(string stateName)
    {
        var storage = new GenuineKeyStorage(_database, _ids);
        var state = new GrainState<SessionState>(null!) { RecordExists = true };

        await storage.ReadStateAsync(stateName, GrainId.Create("x", stateName[0] + "06h0wafb2fhft5m9gyhync60v4"), state);

        Assert.Equal(0, _database.Reads);
        Assert.False(state.RecordExists);
        Assert.Equal("", state.State!.User);
    }

    [Fact]
    public async Task Genuine_ids_and_other_states_are_read()
    {
        var storage = new GenuineKeyStorage(_database, _ids);
        await storage.ReadStateAsync("user", GrainId.Create("x", _ids.NewUser()), new GrainState<SessionState>());
        await storage.ReadStateAsync("session", GrainId.Create("x", _ids.NewSession()), new GrainState<SessionState>());
        await storage.ReadStateAsync("room", GrainId.Create("x", _ids.NewRoom()), new GrainState<SessionState>());
        await storage.ReadStateAsync("user-name", GrainId.Create("x", "ann"), new GrainState<SessionState>());

        Assert.Equal(4, _database.Reads);
    }

    private sealed class CountingStorage : IGrainStorage
    {
        public int Reads { get; private set; }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            Reads++;
            return Task.CompletedTask;
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();
    }
}
