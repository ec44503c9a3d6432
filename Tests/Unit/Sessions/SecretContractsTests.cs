using Parley.Grains.Sessions;
using Parley.Sessions;
using Parley.Users;
using Xunit;

namespace Parley.Tests.Unit.Sessions;

/// <summary>Orleans writes the arguments of calls that fail or take too long into the log, by their text.</summary>
public class SecretContractsTests
{
    private const string Secret = "tell-nobody-this";
    private static readonly UserProfile Ann = new("u1", "ann", "Ann", IsBot: false, IsAdmin: false, DateTimeOffset.UnixEpoch);

    public static TheoryData<object> Records =>
    [
        new RegisterUser("ann", null, Secret),
        new CreateUser("ann", "Ann", Secret),
        new SignIn(Secret, new OpenSession("phone", SessionForm.Tokens)),
        new RefreshSession(Secret),
        new AuthenticateCookie(Secret),
        new SocketTicket(Secret, TimeSpan.FromMinutes(1)),
        new TokenKey("k1", []) { Algorithm = TokenAlgorithms.Hs256, Secret = [.. System.Text.Encoding.UTF8.GetBytes(Secret)] },
        new SignedIn(Ann, "s1") { AccessToken = Secret, RefreshToken = Secret, Cookie = Secret },
    ];

    [Theory]
    [MemberData(nameof(Records), DisableDiscoveryEnumeration = true)]
    public void The_text_of_a_record_does_not_hold_its_secret(object record) =>
        Assert.DoesNotContain(Secret, record.ToString(), StringComparison.Ordinal);

    [Fact]
    public void Nor_does_that_of_a_refresh_secret()
    {
        var secret = RefreshSecret.New();

        Assert.DoesNotContain(secret.Reveal(), $"{secret}", StringComparison.Ordinal);
    }
}
