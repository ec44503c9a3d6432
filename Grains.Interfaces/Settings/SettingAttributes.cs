namespace Parley.Settings;

/// <summary>A setting whose value is shown nowhere: neither in faults nor in lists.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretSettingAttribute : Attribute;

/// <summary>A good value of a setting that has none to begin with: what a fault shows. Of a list, a good entry.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingExampleAttribute(string value) : Attribute
{
    public string Value => value;
}
