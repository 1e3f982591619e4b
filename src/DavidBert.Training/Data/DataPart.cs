namespace DavidBert.Training.Data;

/// <summary>The part of the data a row belongs to.</summary>
public enum DataPart
{
    /// <summary>Rows the model learns from.</summary>
    Train,

    /// <summary>Rows that settings, the temperature and the moment to stop are chosen on.</summary>
    Dev,

    /// <summary>Rows that are only reported.</summary>
    Test,

    /// <summary>Rows close to those of dev or test: used only where a model is trained on all rows.</summary>
    Final,
}
