namespace DavidBert.Serving.Http.Predict;

/// <summary>The answer to one text.</summary>
/// <param name="Model">Which model answered.</param>
/// <param name="Answer">Its answer.</param>
public sealed record PredictResponse(ModelReference Model, Answer Answer);
