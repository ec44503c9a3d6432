using System.Collections.Frozen;

namespace Parley.Grains.Users;

/// <summary>
/// Passwords that everybody tries first. The list is our own: the words and walks over the keyboard that every published
/// statistic of leaked passwords is led by, each with the endings that people give them to please a rule. More than 3000 of
/// those that are long enough at all; compared without case, and with the usual digits for letters.
/// </summary>
internal static class CommonPasswords
{
    private const string Words = """
        password passwort passw0rd passwd parola contrasena motdepasse wachtwoord senha secret geheim letmein welcome willkommen bienvenue hello
        hallo bonjour admin administrator root master login access default changeme temp test testing guest user superuser qwerty qwertz azerty
        qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc asdf zaq qweasd qweasdzxc poiuytrewq lkjhgfdsa mnbvcxz iloveyou iloveu loveyou lovely
        loveme forever princess prinzessin sunshine sonnenschein rainbow flower butterfly angel baby babygirl sweety sweetheart honey darling
        schatz chocolate cookie banana apple orange cherry peanut pumpkin coffee football fussball soccer baseball basketball hockey tennis golf
        rangers yankees cowboys eagles steelers lakers chelsea arsenal liverpool barcelona realmadrid juventus bayern schalke superman batman
        spiderman ironman starwars startrek pokemon naruto minecraft fortnite playstation nintendo xbox gamer dragon monkey tiger panther lion
        wolf bear eagle falcon horse dolphin kitty puppy buddy lucky shadow ghost killer hunter ranger warrior ninja pirate wizard magic mystic
        phoenix thunder storm summer winter autumn spring sommer january february march april monday friday sunday michael jordan jennifer jessica
        ashley amanda daniel andrew joshua matthew thomas robert richard charlie william george nicole michelle samantha hannah maggie ginger
        pepper bailey buster harley mustang corvette ferrari porsche mercedes yamaha honda toyota computer internet google facebook youtube
        twitter instagram linkedin windows microsoft android samsung apple123 london paris berlin newyork america england germany france canada
        mexico russia china india jesus christ heaven freedom liberty trustno whatever nothing something blink metallica nirvana eminem slipknot
        family mother father brother sister friend friends happy smile peace money dollar power strong silver golden diamond crystal purple
        yellow orange1 black white green blue red hotdog burger pizza cheese fuckyou asshole bitch sexy
        """;

    private static readonly string[] Endings =
        ["", "1", "12", "123", "1234", "12345", "123456", "!", "1!", "123!", "01", "007", "11", "22", "69", "77", "88", "99", "00", "111", "321", "777", "2020", "2021", "2022", "2023", "2024", "2025", "2026", "2027", "?", "."];

    private static readonly FrozenSet<string> Known = Build();

    /// <summary>How many there are.</summary>
    public static int Count => Known.Count;

    public static bool Contains(string password)
    {
        var lower = password.ToLowerInvariant();
        return Known.Contains(lower) || Known.Contains(WithLetters(lower)) || IsRun(lower);
    }

    private static FrozenSet<string> Build()
    {
        var words = Words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Concat(words.Select(word => word + word))
            .SelectMany(word => Endings.Select(ending => word + ending))
            .Where(password => password.Length >= PasswordRules.MinLength)
            .Concat(["1q2w3e4r", "1q2w3e4r5t", "1qaz2wsx", "1qaz2wsx3edc", "zaq12wsx", "q1w2e3r4", "abcd1234", "a1b2c3d4", "abc12345", "pass1234", "trustno1", "p@ssw0rd", "aa123456", "a123456789", "qwe123qwe", "123qweasd", "1234qwer", "123321123", "147258369", "159753159"])
            .ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>p@ssw0rd1 → password1: the last digits are an ending, not letters.</summary>
    private static string WithLetters(string password)
    {
        var end = password.Length;
        while (end > 0 && !char.IsLetter(password[end - 1]))
        {
            end--;
        }

        var letters = password[..end].Select(c => c switch { '0' => 'o', '1' => 'i', '3' => 'e', '4' or '@' => 'a', '5' or '$' => 's', '7' => 't', _ => c });
        return string.Concat(letters) + password[end..];
    }

    /// <summary>One character again and again, or each the next of the one before: 11111111, 12345678, 87654321, abcdefgh.</summary>
    private static bool IsRun(string password)
    {
        var step = password[1] - password[0];
        return step is >= -1 and <= 1 && Enumerable.Range(1, password.Length - 1).All(i => password[i] - password[i - 1] == step || (password[i - 1] == '9' && password[i] == '0' && step == 1));
    }
}
