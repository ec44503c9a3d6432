using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Assistant;

/// <summary>A bot that has a language model answer. Section <c>Parley:Assistant</c>.</summary>
public sealed class AssistantOptions
{
    public const string Section = "Parley:Assistant";

    /// <summary>Address of an interface like OpenAI's, up to and with its version, e.g. <c>http://127.0.0.1:11434/v1</c>: what is said in rooms that the assistant was brought into is sent there. Not set: there is no assistant.</summary>
    [SettingExample("http://127.0.0.1:11434/v1")]
    public string? Endpoint { get; set; }

    /// <summary>Name of the model. Needed with <c>Endpoint</c>.</summary>
    [SettingExample("llama3.2")]
    public string? Model { get; set; }

    /// <summary>What the interface asks for as a bearer token. Better kept in a file: see <c>ApiKeyFile</c>.</summary>
    [SecretSetting]
    public string? ApiKey { get; set; }

    /// <summary>File whose first line is the key.</summary>
    [SettingExample("/run/secrets/assistant")]
    public string? ApiKeyFile { get; set; }

    /// <summary>By what name it is mentioned. It must be free when the assistant is switched on first.</summary>
    public string UserName { get; set; } = "assistant";

    /// <summary>Its name as others see it, when it is made.</summary>
    public string DisplayName { get; set; } = "Assistant";

    /// <summary>What the model is told before everything else.</summary>
    public string Instructions { get; set; } = "Answer briefly and to the point. Say so when you do not know.";

    /// <summary>Messages before the question that the model is given. 0: none.</summary>
    public int MaxContextMessages { get; set; } = 20;

    /// <summary>Characters of those messages and the question together; the oldest go first.</summary>
    public int MaxContextCharacters { get; set; } = 12_000;

    /// <summary>Longest answer in characters; what comes after it is cut off.</summary>
    public int MaxAnswerCharacters { get; set; } = 8_000;

    /// <summary>Longest answer in tokens of the model, which is what it is told.</summary>
    public int MaxAnswerTokens { get; set; } = 2_048;

    /// <summary>Longest time for one answer; what there is by then is the answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>While an answer grows it is shown no more often than this, each time as an edit of its message; a long answer less often.</summary>
    public TimeSpan EditEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Answers that one silo works on at the same time; the others wait.</summary>
    public int MaxConcurrent { get; set; } = 4;

    /// <summary>Questions of one user in an hour; what is more gets no answer.</summary>
    public int PerUserAndHour { get; set; } = 30;

    /// <summary>Questions of all users in a day; what is more gets no answer.</summary>
    public int PerDay { get; set; } = 2_000;

    internal bool IsOn => Endpoint is not null;

    internal string? Key => ApiKeyFile is { } file ? File.ReadLines(file).FirstOrDefault()?.Trim() : ApiKey;

    internal sealed class Validator : IValidateOptions<AssistantOptions>
    {
        public ValidateOptionsResult Validate(string? name, AssistantOptions options) => !options.IsOn ? ValidateOptionsResult.Success : new SettingFaults(Section)
            .Require(Uri.TryCreate(options.Endpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0, nameof(Endpoint), options.Endpoint, "an address that begins with http:// or https://, without a user name")
            .Require(!string.IsNullOrWhiteSpace(options.Model), nameof(Model), options.Model, "the name of a model")
            .Require(options.ApiKey is null || options.ApiKeyFile is null, nameof(ApiKeyFile), options.ApiKeyFile, "empty if ApiKey is set")
            .Require(options.ApiKeyFile is null || File.Exists(options.ApiKeyFile), nameof(ApiKeyFile), options.ApiKeyFile, "a file that can be read")
            .Require(options.MaxContextMessages is >= 0 and <= 500, nameof(MaxContextMessages), options.MaxContextMessages, "from 0 (none) to 500")
            .Require(options.MaxContextCharacters is >= 100 and <= 1_000_000, nameof(MaxContextCharacters), options.MaxContextCharacters, "from 100 to 1000000")
            .Require(options.MaxAnswerCharacters is >= 100 and <= 16_000, nameof(MaxAnswerCharacters), options.MaxAnswerCharacters, "from 100 to 16000")
            .Require(options.MaxAnswerTokens is >= 16 and <= 100_000, nameof(MaxAnswerTokens), options.MaxAnswerTokens, "from 16 to 100000")
            .Require(options.Timeout >= TimeSpan.FromSeconds(1) && options.Timeout <= TimeSpan.FromHours(1), nameof(Timeout), options.Timeout, "from 00:00:01 to 01:00:00")
            .Require(options.EditEvery >= TimeSpan.FromMilliseconds(100) && options.EditEvery <= TimeSpan.FromMinutes(1), nameof(EditEvery), options.EditEvery, "from 00:00:00.1 to 00:01:00")
            .Require(options.MaxConcurrent is >= 1 and <= 100, nameof(MaxConcurrent), options.MaxConcurrent, "from 1 to 100")
            .Require(options.PerUserAndHour is >= 1 and <= 100_000, nameof(PerUserAndHour), options.PerUserAndHour, "from 1 to 100000")
            .Require(options.PerDay is >= 1 and <= 10_000_000, nameof(PerDay), options.PerDay, "from 1 to 10000000")
            .Result;
    }
}
