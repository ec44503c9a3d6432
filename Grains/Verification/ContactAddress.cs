using System.Globalization;
using System.Net.Mail;
using Parley.Verification;

namespace Parley.Grains.Verification;

/// <summary>Where somebody is reached, in the one form by which addresses are compared and kept.</summary>
/// <param name="Value">E-mail address in lower case with an ASCII domain; or <c>+</c> and digits (E.164).</param>
public sealed record ContactAddress(ContactKind Kind, string Value)
{
    private const int MaxEmailLength = 254; // RFC 5321, 4.5.3.1.3 with the brackets taken off
    private const int MaxLocalLength = 64;
    private const string LocalCharacters = "abcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+/=?^_`{|}~-"; // RFC 5322 atoms, dots between

    /// <summary>As it stands in tables.</summary>
    public string Key => $"{(Kind == ContactKind.Email ? "email" : "phone")}:{Value}";

    /// <summary>What comes after the @; empty for phone numbers.</summary>
    public string Domain => Kind == ContactKind.Email ? Value[(Value.IndexOf('@', StringComparison.Ordinal) + 1)..] : "";

    public static ContactAddress FromKey(string key) =>
        new(key.StartsWith("email:", StringComparison.Ordinal) ? ContactKind.Email : ContactKind.Phone, key[6..]);

    /// <summary>Null: not an address. Quoted local parts and those beyond ASCII (RFC 6531) are not taken: too few mail servers do.</summary>
    public static ContactAddress? Parse(ContactKind kind, string? text) => kind switch
    {
        ContactKind.Email => Email(text?.Trim() ?? ""),
        ContactKind.Phone => Phone(text?.Trim() ?? ""),
        _ => null,
    };

    /// <summary>What to tell about a text that is none.</summary>
    public static string Fault(ContactKind kind) => kind == ContactKind.Email
        ? "This is not an e-mail address as mail servers take them, e.g. ann@example.org."
        : "Write the phone number with its country, e.g. +49 30 1234567.";

    /// <summary>Without the address: logs are not for them.</summary>
    public override string ToString() => $"ContactAddress({Kind})";

    private static ContactAddress? Email(string text)
    {
        var at = text.LastIndexOf('@');
        if (at < 1 || at > MaxLocalLength || text.Length > MaxEmailLength)
        {
            return null;
        }

        var local = text[..at].ToLowerInvariant();
        if (local.Any(c => !LocalCharacters.Contains(c, StringComparison.Ordinal)) || local.StartsWith('.') || local.EndsWith('.') || local.Contains("..", StringComparison.Ordinal))
        {
            return null;
        }

        return AsciiDomain(text[(at + 1)..]) is { } domain && local.Length + 1 + domain.Length <= MaxEmailLength && MailAddress.TryCreate($"{local}@{domain}", out _)
            ? new ContactAddress(ContactKind.Email, $"{local}@{domain}")
            : null;
    }

    /// <summary>The domain in ASCII; null: none. Addresses in brackets are not taken.</summary>
    private static string? AsciiDomain(string text)
    {
        try
        {
            var domain = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(text).ToLowerInvariant();
            return Uri.CheckHostName(domain) == UriHostNameType.Dns && !domain.EndsWith('.') ? domain : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static ContactAddress? Phone(string text)
    {
        var digits = new string([.. text.Where(c => c is not (' ' or '-' or '(' or ')' or '.' or '/'))]);
        var isNumber = digits.Length is >= 8 and <= 16 && digits[0] == '+' && digits[1] is >= '1' and <= '9' && digits.Skip(1).All(char.IsAsciiDigit);
        return isNumber ? new ContactAddress(ContactKind.Phone, digits) : null;
    }
}
