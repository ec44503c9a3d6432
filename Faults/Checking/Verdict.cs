namespace Parley.Faults.Checking;

/// <summary>What a history proves.</summary>
public enum Verdict
{
    /// <summary>Every promise was kept, under faults that bit.</summary>
    Green,

    /// <summary>A promise was broken.</summary>
    Red,

    /// <summary>Nothing: no promise was seen broken, but too little happened.</summary>
    Void,
}
