using Parley.Verification;

namespace Parley.WebFrontend.Verification;

/// <summary>An address of the signed-in user on the wire.</summary>
/// <param name="Kind"><c>email</c> or <c>phone</c>.</param>
public sealed record ContactJson(string Kind, string Address, bool Verified, DateTimeOffset AddedAt)
{
    public static ContactJson From(Contact contact) => new(KindOf(contact.Kind), contact.Address, contact.IsVerified, contact.AddedAt);

    /// <summary>Null: there is no such kind.</summary>
    public static ContactKind? ParseKind(string? kind) => kind switch
    {
        "email" => ContactKind.Email,
        "phone" => ContactKind.Phone,
        _ => null,
    };

    public static string KindOf(ContactKind kind) => kind == ContactKind.Email ? "email" : "phone";
}

/// <summary>Body of <c>POST /me/contacts</c>.</summary>
/// <param name="Password">Of the user; not for users without one.</param>
public sealed record ClaimContactJson(string? Kind, string? Address, string? Password);

/// <summary>A code is on its way.</summary>
/// <param name="Id">Goes with the code.</param>
/// <param name="ExpiresIn">Seconds.</param>
public sealed record CodeSentJson(string Id, long ExpiresIn)
{
    public static CodeSentJson From(CodeSent code) => new(code.Id, (long)code.ExpiresIn.TotalSeconds);
}

/// <summary>Body of <c>POST /me/contacts/verify</c>.</summary>
public sealed record VerifyContactJson(string? Id, string? Code);

/// <summary>Body of <c>POST /password-resets</c>.</summary>
public sealed record RequestResetJson(string? Email);

/// <summary>Body of <c>POST /password-resets/{id}</c>.</summary>
public sealed record ConfirmResetJson(string? Code, string? Password);

/// <summary>The password was replaced.</summary>
public sealed record PasswordResetJson(string UserName);

/// <summary>Body of <c>PUT /me/password</c>.</summary>
public sealed record ChangePasswordJson(string? OldPassword, string? NewPassword);
