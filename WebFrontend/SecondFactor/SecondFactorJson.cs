using Parley.SecondFactor;

namespace Parley.WebFrontend.SecondFactor;

/// <summary>The signed-in user's second factor on the wire.</summary>
public sealed record SecondFactorJson(bool On, int RecoveryCodesLeft)
{
    public static SecondFactorJson From(SecondFactorStatus status) => new(status.IsOn, status.RecoveryCodesLeft);
}

/// <summary>Body of the calls that set up and turn off.</summary>
public sealed record PasswordAndCodeJson(string? Password, string? Code);

/// <param name="Uri">To be shown as a QR code.</param>
public sealed record SecondFactorSetupJson(string Secret, string Uri);

/// <summary>Shown once.</summary>
public sealed record RecoveryCodesJson(string[] RecoveryCodes);

/// <summary>Body of <c>POST /sessions/second-factor</c>; see <see cref="Sessions.SignInJson"/>.</summary>
public sealed record ContinueSignInJson(string? Ticket, string? Code, string? Device, bool? Cookie);
