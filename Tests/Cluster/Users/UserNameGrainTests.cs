using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Parley.Errors;
using Parley.Grains;
using Parley.Grains.Ids;
using Parley.Grains.Users;
using Parley.Sessions;
using Parley.Tests.Support;
using Parley.Users;
using Xunit;

namespace Parley.Tests.Cluster.Users;

public sealed class UserNameGrainTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Password = "correct horse battery";
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task Of_sixteen_who_want_a_name_at_once_one_gets_it()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            _server.Client().Post("users", new { userName = i % 2 == 0 ? "wanted" : "WANTED", password = $"{Password} {i}" })));

        var winner = Assert.Single(Enumerable.Range(0, 16), i => answers[i].Status == 201);
        Assert.All(answers.Where(answer => answer.Status != 201), answer => Assert.Equal((409, ErrorCatalog.NameTaken), (answer.Status, answer.Code)));
        for (var i = 0; i < 16; i++)
        {
            var signedIn = await _server.Client().Post("sessions", new { userName = "wanted", password = $"{Password} {i}" });
            Assert.Equal(i == winner ? 201 : 401, signedIn.Status);
        }
    }

    [Fact]
    [Trait("Scope", "S8")]
    public async Task Of_names_that_look_alike_one_is_given_out()
    {
        var latinFirst = await Task.WhenAll(Register("copp"), Register("сорр"));
        Assert.Single(latinFirst, user => !user.IsError);
        Assert.Equal(ErrorCatalog.NameTaken, latinFirst.Single(user => user.IsError).Error!.Code);

        Assert.False((await Register("хорор")).IsError); // Cyrillic
        Assert.Equal(ErrorCatalog.NameTaken, (await Register("xopop")).Error?.Code); // Latin
        Assert.Equal(ErrorCatalog.NameTaken, (await Register("χοροp".Replace("p", "ρ", StringComparison.Ordinal))).Error?.Code); // Greek
        Assert.Null(await Name("xopop").Find());
        Assert.False((await Register("хорор1")).IsError);

        Task<Outcome<UserProfile>> Register(string name) => Name(name).Register(new RegisterUser(name, null, null));
    }

    /// <summary>The silo died after the name was claimed and before the user was made: the name must not be lost for ever.</summary>
    [Fact]
    public async Task An_interrupted_registration_is_completed_by_the_next()
    {
        var claimed = NewId();
        await Claim("interrupted", claimed);

        Assert.Null(await Name("interrupted").Find());
        Assert.Equal(ErrorCatalog.SignInFailed, (await Name("interrupted").SignIn(WithPassword())).Error?.Code);
        var completed = await Name("interrupted").Register(new RegisterUser("interrupted", null, Password));

        Assert.Equal(claimed, completed.Value?.Id);
        Assert.Equal(claimed, (await Name("interrupted").SignIn(WithPassword())).Value?.User.Id);
        Assert.Equal(ErrorCatalog.NameTaken, (await Name("interrupted").Register(new RegisterUser("interrupted", null, Password))).Error?.Code);
    }

    /// <summary>Another activation of the same name, on a silo that this one cannot see, has claimed it and made a user.</summary>
    [Fact]
    public async Task A_name_given_away_behind_an_activations_back_is_taken()
    {
        Assert.Null(await Name("doubled").Find()); // this activation believes that the name is free
        var other = NewId();
        await Claim("doubled", other);
        await _server.Grains.User(other).Create(new CreateUser("doubled", "The other", null));

        var refused = await Name("doubled").Register(new RegisterUser("doubled", null, Password));

        Assert.Equal(ErrorCatalog.NameTaken, refused.Error?.Code);
        Assert.Equal("The other", (await Name("doubled").Find())?.DisplayName);
    }

    /// <summary>Two activations of the same name with the same claim both go on to make the user.</summary>
    [Fact]
    public async Task A_claimed_id_is_filled_once()
    {
        var id = NewId();
        Assert.Null(await _server.Grains.User(id).Find());
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _server.Grains.User(id).Create(new CreateUser("filled", $"{i}", null))));

        var made = Assert.Single(outcomes, outcome => !outcome.IsError);
        Assert.Equal(made.Value!.DisplayName, (await _server.Grains.User(id).Find())!.DisplayName);
    }

    [Fact]
    public async Task A_grain_of_another_key_does_not_give_the_name_away()
    {
        var outcome = await _server.Grains.GetGrain<IUserNameGrain>("Unnormalised").Register(new RegisterUser("unnormalised", null, null));

        Assert.Equal(ErrorCatalog.Invalid, outcome.Error?.Code);
    }

    private IUserNameGrain Name(string name) => _server.Grains.UserName(name);

    private string NewId() => _server.Services.GetRequiredService<IdMint>().NewUser();

    private Task Claim(string name, string user) => _server.Services.GetRequiredKeyedService<IGrainStorage>(GrainsRegistration.StateStore)
        .WriteStateAsync("user-name", Name(name).GetGrainId(), new GrainState<UserNameState>(new UserNameState { User = user }));

    private static SignIn WithPassword() => new(Password, new OpenSession("test", SessionForm.Tokens));
}
