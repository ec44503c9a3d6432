using Microsoft.Extensions.Configuration;
using Parley.Settings;

namespace Parley.Silo.Settings;

/// <summary>
/// Values that lie in files, as container platforms hand out secrets: <c>Parley:Mail:Password:File</c> (in the environment <c>Parley__Mail__Password__File</c>) names the file whose text is
/// <c>Parley:Mail:Password</c>, without one line end behind it. So with every setting of ours, and of Kestrel's.
/// </summary>
internal sealed class SettingFiles : IConfigurationSource
{
    private const int MaxBytes = 64 * 1024;
    private const string Kestrel = "Kestrel";

    private readonly Dictionary<string, (string Value, string Path)> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _faults = [];

    private SettingFiles()
    {
    }

    /// <summary>One line each.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Reads all files that the settings name. They are not looked at again.</summary>
    public static SettingFiles Read(IConfiguration configuration)
    {
        var files = new SettingFiles();
        foreach (var (key, path) in configuration.AsEnumerable().Where(pair => NamesFile(pair.Key) && !string.IsNullOrWhiteSpace(pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            files.Add(configuration, key, key[..^ConnectionSettings.FileSuffix.Length], path!.Trim());
        }

        return files;
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(_files);

    private static bool NamesFile(string key) =>
        key.EndsWith(ConnectionSettings.FileSuffix, StringComparison.OrdinalIgnoreCase) && KnownSettings.Find(key) is null
        && (UnknownSettings.IsOurs(key) || key.StartsWith(Kestrel + ":", StringComparison.OrdinalIgnoreCase));

    private void Add(IConfiguration configuration, string key, string setting, string path)
    {
        if (!string.IsNullOrEmpty(configuration[setting]))
        {
            _faults.Add($"{setting} is set, and {key} as well (\"{path}\"). It must be set in one way. Remove {KnownSetting.EnvironmentName(setting)}, or {KnownSetting.EnvironmentName(key)}.");
            return;
        }

        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                throw new IOException($"It is longer than {MaxBytes} bytes.");
            }

            _files[setting] = (WithoutLineEnd(File.ReadAllText(path)), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            _faults.Add($"{key} is \"{path}\". It must be a file that this program can read ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')}). For example {KnownSetting.EnvironmentName(key)}=/run/secrets/parley");
        }
    }

    /// <summary>Editors and <c>echo</c> put one there.</summary>
    private static string WithoutLineEnd(string text) => text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;

    /// <summary>Comes after all others, of which none has these keys.</summary>
    internal sealed class Provider(IReadOnlyDictionary<string, (string Value, string Path)> files) : ConfigurationProvider
    {
        public override void Load() => Data = files.ToDictionary(file => file.Key, file => (string?)file.Value.Value, StringComparer.OrdinalIgnoreCase);

        /// <summary>Path of the file that a value comes from.</summary>
        public string PathOf(string key) => files[key].Path;
    }
}
