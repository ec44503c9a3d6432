namespace Parley.Grains.Users;

/// <summary>What a password must be. No rules of composition: length is what counts.</summary>
internal static class PasswordRules
{
    public const int MinLength = 8;
    public const int MaxLength = 128;

    /// <summary>What is wrong with a password; null: nothing.</summary>
    public static string? Fault(string password, string userName)
    {
        if (password.Length is < MinLength or > MaxLength)
        {
            return $"A password has {MinLength} to {MaxLength} characters.";
        }

        if (string.Equals(password, userName, StringComparison.OrdinalIgnoreCase))
        {
            return "The password must not be the user name.";
        }

        return CommonPasswords.Contains(password) ? "This password is one of those that everybody tries first. Choose another." : null;
    }
}
