namespace Parley;

/// <summary>
/// Marks a grain call that may be made again when its outcome is unknown, because a second one changes nothing more: it reads, it
/// carries a client id, or it asks for a state rather than for a step. Frontends repeat such calls while a silo is dying.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RepeatableAttribute : Attribute;
