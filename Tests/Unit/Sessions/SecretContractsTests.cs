using Parley.Delivery;
using Parley.Errors;
using Parley.Grains.Delivery;
using Parley.Grains.Sessions;
using Parley.Grains.Verification;
using Parley.SecondFactor;
using Parley.Sessions;
using Parley.SignUp;
using Parley.Users;
using Parley.Verification;
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
        new ChangePassword(Secret, Secret, "s1"),
        new SetPassword(Secret),
        new SetNamesPassword(Secret),
        new ConfirmPassword(Secret),
        new ContinueSignIn("id", Secret, Secret, new OpenSession("phone", SessionForm.Tokens)),
        new ClaimContact(ContactKind.Email, Secret) { Password = Secret },
        new RemoveContact(ContactKind.Email, Secret),
        new Contact(ContactKind.Email, Secret, IsVerified: true, DateTimeOffset.UnixEpoch),
        new VerifyContact("id", Secret),
        new RequestReset(Secret),
        new ConfirmReset("id", Secret, Secret),
        new SentMessage(ContactKind.Email, Secret, Secret, Secret, DateTimeOffset.UnixEpoch),
        new OutgoingMessage(Secret, Secret, Secret, TimeSpan.Zero),
        new OneTimeCode("id", "contact", "u1", Secret, Secret, Secret, 5, TimeSpan.Zero),
        new BeginSecondFactor(Secret, "ann"),
        new SecondFactorSetup(Secret, Secret),
        new ShowCode(Secret),
        new TurnOffSecondFactor(Secret, Secret),
        new RecoveryCodes([Secret]),
        new SignUpUser("ann", null, Secret, Secret, Secret),
        new NewServerInvite(new ServerInvite("i1", "member", 1, 1, "u1", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, IsRevoked: false), Secret) { Link = Secret },
        ErrorCatalog.Error(ErrorCatalog.SecondFactorNeeded) with { Ticket = Secret },
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
