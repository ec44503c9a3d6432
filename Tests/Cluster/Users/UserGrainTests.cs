using Parley.Rooms;
using Parley.Tests.Support;
using Parley.Users;
using Xunit;

namespace Parley.Tests.Cluster.Users;

public sealed class UserGrainTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_read_position_moves_forward_only()
    {
        var ann = await User();

        Assert.Equal(new ReadPosition("r1", 5, 3), await ann.MarkRead(new("r1", 5, 3)));
        Assert.Equal(new ReadPosition("r1", 5, 3), await ann.MarkRead(new("r1", 4, 2)));
        Assert.Equal(new ReadPosition("r1", 6, 4), await ann.MarkRead(new("r1", 6, 4)));
        await ann.MarkRead(new("r2", 1, 0));

        Assert.Equal([new("r1", 6, 4), new("r2", 1, 0)], (await ann.Cursors()).OrderBy(cursor => cursor.Room));
        Assert.Equal(new ReadPosition("r2", 1, 0), await ann.Cursor("r2"));
        Assert.Null(await ann.Cursor("r3"));
    }

    [Fact]
    public async Task Read_positions_are_written_when_the_grain_goes()
    {
        var bob = await User();
        await bob.MarkRead(new("r1", 7, 7));

        await Activations.Deactivate(bob);

        Assert.Equal(new ReadPosition("r1", 7, 7), await bob.Cursor("r1"));
    }

    [Fact]
    public async Task Who_does_not_exist_reads_nothing_and_signs_in_nowhere()
    {
        var nobody = _server.Grains.User("u06h0wafb2fhft5m9gyhync60v4");
        await nobody.MarkRead(new("r1", 7, 7));

        Assert.Null(await nobody.Find());
        Assert.Empty(await nobody.Cursors());
        Assert.Empty(await nobody.Sessions());
        Assert.True((await nobody.OpenSession(new("test", Parley.Sessions.SessionForm.Tokens))).IsError);
        Assert.True((await nobody.SetAdmin(true)).IsError);
    }

    private async Task<IUserGrain> User() => _server.Grains.User((await _server.SignedIn("reader")).Id);
}
