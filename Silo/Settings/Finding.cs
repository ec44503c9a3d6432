using System.Text.Json.Serialization;

namespace Parley.Silo.Settings;

/// <summary>What a check of the installation says of one of its parts.</summary>
/// <param name="Part">E.g. <c>database messages</c>.</param>
/// <param name="Says">A sentence: what is there; or what is wrong, and what to do.</param>
public sealed record Finding(string Part, FindingState State, string Says)
{
    public static Finding Ok(string part, string says) => new(part, FindingState.Ok, says);

    public static Finding Off(string part, string says) => new(part, FindingState.Off, says);

    public static Finding Warning(string part, string says) => new(part, FindingState.Warning, says);

    public static Finding Wrong(string part, string says) => new(part, FindingState.Wrong, says);

    /// <summary>For people, in columns.</summary>
    public string Line => $"{State.ToString().ToLowerInvariant(),-7}  {Part,-18}  {Says}";
}

/// <summary>How it stands with a part.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingState>))]
public enum FindingState
{
    [JsonStringEnumMemberName("ok")] Ok = 0,

    /// <summary>It is not used.</summary>
    [JsonStringEnumMemberName("off")] Off = 1,

    /// <summary>It works, and should be mended.</summary>
    [JsonStringEnumMemberName("warning")] Warning = 2,

    /// <summary>Programs will not start, or not do what they should.</summary>
    [JsonStringEnumMemberName("wrong")] Wrong = 3,
}
